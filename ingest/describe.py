"""How the catalogue is told: records for programs, and Chinese words for people."""

from typing import Any

from ingest.contract import (
    Catalogue,
    DataClass,
    DatasetSpec,
    Deadline,
    FieldSpec,
    FieldType,
    Frequency,
    Mode,
    UnitSpec,
)

FREQUENCY: dict[Frequency, str] = {"monthly": "月度", "quarterly": "季度", "yearly": "年度"}
MODE = {
    Mode.PERIOD: "当期数据，重报时替换当期",
    Mode.CHANGES: "首次报全量，以后报新增和变更",
    Mode.SNAPSHOT: "每次报全量，替换上一次",
}
CLASS = {
    DataClass.PUBLIC: "公开",
    DataClass.INTERNAL: "内部",
    DataClass.PERSONAL: "个人信息",
    DataClass.SECRET: "严格保密",
}
TYPE = {
    FieldType.TEXT: "文字",
    FieldType.CODE: "编号（文本格式）",
    FieldType.USCC: "统一社会信用代码（18位，文本格式）",
    FieldType.ORG_CODE: "组织机构代码（文本格式）",
    FieldType.PHONE: "电话（文本格式）",
    FieldType.INTEGER: "整数",
    FieldType.DECIMAL: "数字",
    FieldType.MONEY: "金额",
    FieldType.AREA: "面积",
    FieldType.DATE: "日期，如 2023-04-18",
    FieldType.MONTH: "月份，如 2023-04",
    FieldType.QUARTER: "季度，如 2023年一季度",
    FieldType.YEAR: "年份，如 2023",
}


def deadline_text(deadline: Deadline) -> str:
    """Say when a routine delivery is due (Annex 1)."""
    if deadline.rule == "monthly":
        return f"每月{deadline.day}日前报上月"
    if deadline.rule == "quarterly":
        return f"每季度结束后{deadline.days}日内"
    return f"每年{deadline.month}月{deadline.day}日前报上年"


def frequency_text(spec: DatasetSpec) -> str:
    """Say how often a data set is due; both annexes where they differ."""
    text = FREQUENCY[spec.frequency]
    return f"{text}（附件1：{FREQUENCY[spec.frequency_annex1]}）" if spec.frequency_annex1 else text


def due_text(spec: DatasetSpec) -> str:
    """Say when a data set is due; both annexes where they differ."""
    text = deadline_text(spec.deadline)
    return f"{text}（附件1：{deadline_text(spec.deadline_annex1)}）" if spec.deadline_annex1 else text


def first_text(spec: DatasetSpec) -> str:
    """Say what the first collection holds: the existing stock, or the periods since its first."""
    first = "现有存量" if spec.first_period == "stock" else f"{spec.first_period} 至 {spec.first_until}"
    return f"{first}（附件2：{spec.first_literal}）" if spec.first_literal else first


def fill_unit(field: FieldSpec) -> str:
    """The unit a supplier fills in where the header names none; empty where there is no unit."""
    return field.source_unit or field.unit or ""


def field_record(field: FieldSpec) -> dict[str, Any]:
    """One field as `chanye catalogue list --format json` gives it."""
    return {
        "name": field.name,
        "aliases": [h for h in field.headers if h != field.name],
        "key": field.key,
        "type": field.type.value,
        "unit": field.unit,
        "class": field.data_class.value,
        "role": field.role,
        "label": field.label,
        "entity": field.entity.value if field.entity else None,
        "part": field.part.value if field.part else None,
        "required": field.required,
        "source_unit": field.source_unit,
        "splits_into": list(field.splits_into),
        "values": list(field.values),
        "note": field.note,
    }


def dataset_record(unit: UnitSpec, spec: DatasetSpec) -> dict[str, Any]:
    """One data set as `chanye catalogue list --format json` gives it."""
    record: dict[str, Any] = {
        "unit": unit.name,
        "dataset": spec.name,
        "key": spec.key,
        "frequency": spec.frequency,
        "first_period": spec.first_period,
        "deadline": spec.deadline.model_dump(exclude_none=True),
        "label": spec.label,
        "aliases": list(spec.aliases),
        "mode": spec.mode.value,
        "first_until": spec.first_until,
        "first_literal": spec.first_literal,
        "effective_from": spec.effective_from,
        "effective_to": spec.effective_to,
        "period_field": spec.period_field,
        "keys": list(spec.keys),
        "grain": spec.grain,
        "notes": list(spec.notes),
        "suppliers": list(unit.suppliers),
    }
    if spec.frequency_annex1:
        record["frequency_annex1"] = spec.frequency_annex1
    if spec.deadline_annex1:
        record["deadline_annex1"] = spec.deadline_annex1.model_dump(exclude_none=True)
    return record | {"fields": [field_record(f) for f in spec.fields]}


def catalogue_records(catalogue: Catalogue) -> list[dict[str, Any]]:
    """Every data set in the document's order."""
    return [dataset_record(unit, spec) for unit in catalogue.units for spec in unit.datasets]


def towns(catalogue: Catalogue) -> tuple[str, ...]:
    """The city's towns and streets: the suppliers of the unit that is supplied by its parts."""
    return next((u.suppliers for u in catalogue.units if u.suppliers), ())
