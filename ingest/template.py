"""The fill-in sheet of a data set: header, drop-downs, one example row, and a second sheet that explains."""

from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from ingest.contract import EXAMPLE_MARK, NOTES_SHEET, Catalogue, DatasetSpec, FieldSpec, FieldType, UnitSpec
from ingest.describe import TYPE, due_text, fill_unit, first_text, frequency_text, towns

TITLE_ROW, HINT_ROW, HEADER_ROW, EXAMPLE_ROW = 0, 1, 2, 3
HINT_WIDTH = 8  # columns that the hint spans
LAST_ROW = 20_003  # drop-downs and text formats reach this far
NUMBERS = (FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY, FieldType.AREA)
EXCEL_LIST_LIMIT = 255  # characters of a drop-down written inside its cell rule


def columns(spec: DatasetSpec) -> list[FieldSpec]:
    """The fields a supplier fills in: a column that would hold two of them is left out."""
    return [f for f in spec.fields if not f.splits_into]


def choices(field: FieldSpec, town_names: tuple[str, ...]) -> tuple[str, ...]:
    """What a cell's drop-down offers: the field's values, or the towns in a town column."""
    return field.values or (town_names if field.key == "town" else ())


def validation(field: FieldSpec, town_names: tuple[str, ...]) -> dict[str, Any] | None:
    """The rule of a cell: a list to choose from, or a warning where no number stands; never a refusal."""
    offered = choices(field, town_names)
    if offered and len(",".join(offered)) <= EXCEL_LIST_LIMIT:
        return {"validate": "list", "source": list(offered), "show_error": False}
    if field.type in NUMBERS:
        warning = {"error_type": "warning", "error_title": field.label, "error_message": "这里应填数字。"}
        return {"validate": "decimal", "criteria": ">=", "value": -1e16, **warning}
    if field.type is FieldType.DATE:
        warning = {"error_type": "warning", "error_title": field.label, "error_message": "这里应填日期。"}
        return {"validate": "date", "criteria": ">=", "value": datetime(1900, 1, 1), **warning}
    return None


def comment(field: FieldSpec) -> str:
    """What a header cell says when pointed at."""
    unit = fill_unit(field)
    lines = [
        "必填" if field.required else "可不填",
        TYPE[field.type],
        f"单位：{unit}" if unit else "",
        field.note,
    ]
    return "\n".join(line for line in lines if line)


def hint(spec: DatasetSpec) -> str:
    """The line under the title."""
    units = "；".join(
        f"{f.label}按{fill_unit(f)}填" for f in columns(spec) if f.type in NUMBERS and fill_unit(f)
    )
    return f"红色表头必填。以{EXAMPLE_MARK}开头的一行是示例，不会被读入，可保留。{units}"


def guide_rows(unit: UnitSpec, spec: DatasetSpec, town_names: tuple[str, ...]) -> list[list[str]]:
    """The explaining sheet: about the data set, its traps, then a line for each field."""
    about = [
        ["报送单位", unit.name],
        ["数据集", spec.name],
        ["一行是", spec.grain],
        ["更新频率", frequency_text(spec)],
        ["报送期限", due_text(spec)],
        ["首次采集", first_text(spec)],
        *([f"注意{i}", note] for i, note in enumerate(spec.notes, 1)),
        [],
        ["字段", "必填", "格式", "单位", "可选值", "示例", "说明", "也认的表头"],
    ]
    return about + [
        [
            f.label,
            "是" if f.required else "",
            TYPE[f.type],
            fill_unit(f),
            "、".join(choices(f, town_names)),
            f.example,
            f.note,
            "、".join(h for h in f.headers if h != f.label),
        ]
        for f in spec.fields
    ]


def write_template(catalogue: Catalogue, key: str, target: Path) -> Path:
    """Write the fill-in sheet of data set `key` to `target` (xlsx) and return it; same bytes each time."""
    spec, town_names = catalogue.dataset(key), towns(catalogue)
    unit = catalogue.unit_of(spec.key)
    target.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(target) as book:
        book.set_properties({"title": spec.label, "created": datetime(2023, 5, 21)})
        write_fill_in(book, unit, spec, town_names)
        write_guide(book, guide_rows(unit, spec, town_names))
    return target


def write_fill_in(book: Any, unit: UnitSpec, spec: DatasetSpec, town_names: tuple[str, ...]) -> None:  # noqa: ANN401
    """Write the sheet that is filled in: title, hint, header, example."""
    sheet = book.add_worksheet(sheet_name(spec))
    fields, base = columns(spec), {"border": 1, "text_wrap": True, "valign": "vcenter"}
    text, general = book.add_format({"num_format": "@"}), book.add_format()
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    header = book.add_format({**base, "bold": True, "bg_color": "#DDEBF7", "align": "center"})
    needed = book.add_format(
        {**base, "bold": True, "bg_color": "#F8CBAD", "font_color": "#C00000", "align": "center"}
    )
    example = book.add_format(
        {"italic": True, "font_color": "#808080", "bg_color": "#F2F2F2", "num_format": "@"}
    )
    hint_format = book.add_format({"text_wrap": True, "font_color": "#595959", "valign": "top"})
    title = book.add_format({"bold": True, "font_size": 14})
    sheet.write(TITLE_ROW, 0, f"{unit.name} {spec.label}", title)
    if len(fields) > 1:
        sheet.merge_range(HINT_ROW, 0, HINT_ROW, min(len(fields), HINT_WIDTH) - 1, hint(spec), hint_format)
    sheet.set_row(HINT_ROW, 48)
    for column, field in enumerate(fields):
        shape = general if field.type in NUMBERS else day if field.type is FieldType.DATE else text
        sheet.set_column(column, column, max(14, 2 * len(field.label) + 2), shape)
        sheet.write_string(HEADER_ROW, column, field.label, needed if field.required else header)
        sheet.write_comment(HEADER_ROW, column, comment(field))
        mark = EXAMPLE_MARK if column == 0 else ""
        sheet.write_string(EXAMPLE_ROW, column, mark + field.example, example)
        if rule := validation(field, town_names):
            sheet.data_validation(EXAMPLE_ROW + 1, column, LAST_ROW, column, rule)
    sheet.freeze_panes(HEADER_ROW + 1, 1)


def sheet_name(spec: DatasetSpec) -> str:
    """The label as a sheet's name, which Excel keeps to 31 characters without brackets and slashes."""
    return "".join(c for c in spec.label if c not in "[]:*?/\\")[:31]


def write_guide(book: Any, rows: list[list[str]]) -> None:  # noqa: ANN401  # an xlsxwriter Workbook
    """Write the explaining sheet."""
    sheet = book.add_worksheet(NOTES_SHEET)
    wrap, bold = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"bold": True})
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 10)
    sheet.set_column(2, 7, 26, wrap)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write_string(number, column, value, bold if column == 0 else None)
