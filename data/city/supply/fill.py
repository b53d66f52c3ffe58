"""Filling in a sheet: clean rows of one data set become the columns, lines and faults of one unit's sheet."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from data.city.frame import ID
from data.city.supply import contradictions, draws, faults
from data.city.supply.contradictions import Contradiction
from data.city.supply.habits import Habit
from data.city.supply.headers import column_order, groups, header_names, with_unit
from data.city.supply.periods import span
from data.city.supply.roles import Desk, is_department, type_evidence, type_role
from data.city.supply.sheet import Sheet
from data.city.supply.values import Column, dress
from ingest.contract import DatasetSpec, FieldType

SMALL = 5000  # rows up to which a sheet gets sub-totals and empty rows
NIL = "本期无数据，零报告。"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be filled in: the clean rows, and for whom."""

    spec: DatasetSpec
    habit: Habit
    desk: Desk
    unit: str  # the unit's name
    supplier: str  # the unit's name, or the town's
    periods: tuple[str, ...]
    part: pd.DataFrame
    purpose: str  # names the sheet among all, for draws
    first_version: bool = False  # amounts are wrong and rows missing; a corrected version follows


def roles_of(part: pd.DataFrame, spec: DatasetSpec) -> list[str]:
    """Return the roles that have true ids, authorities aside."""
    roles = [c.removeprefix(ID) for c in part.columns if c.startswith(ID)]
    return [r for r in roles if not is_department(spec, r)]


def fill(order: Order) -> Sheet:
    """Fill in a sheet."""
    part, duplicates = with_duplicates(order)
    spec, habit, desk = order.spec, order.habit, order.desk
    before = contradictions.clean(part, spec)
    truths = [
        type_role(part, spec, role, desk, habit.joiner, order.purpose)
        for role in roles_of(part, spec)
        if len(part)
    ]
    type_evidence(part, spec, desk, order.purpose)
    made = contradictions.mistyped(part, spec, before)
    if not order.first_version:
        made = replaced(
            made, contradictions.plant(part, spec, desk.typist.profile, desk.typist.seed, order.purpose)
        )
    columns = columns_of(order, part)
    salt = draws.salt(desk.typist.profile.salt, desk.typist.seed, "rows", order.purpose)
    noise = desk.typist.profile.rows
    if habit.format in ("json", "parquet"):  # pushed by a system, whose columns have types
        noise = noise.model_copy(
            update=dict.fromkeys(("fullwidth", "number_text", "bad_date", "bad_number"), 0.0)
        )
    spoilt = faults.spoil(columns, len(part), noise, salt)
    for place, cells in spoilt.cells.items():
        for column in (c for c in columns if c.header == columns[place].header):
            faults.replace(column, cells)
            column.mark(cells)
    sheet = Sheet(spec.key, sheet_name(order), columns, len(part), order.periods, duplicates=duplicates)
    sheet.faults = sorted(spoilt.faults, key=lambda f: f.row)
    sheet.contradictions = [c for c in made if c.row not in spoilt.refused]
    if truths:
        truth = pd.concat(truths, ignore_index=True)
        truth = truth[~truth["row"].isin(spoilt.refused)] if spoilt.refused else truth
        sheet.truth = truth.sort_values(["row", "role"], kind="stable", ignore_index=True)
    add_lines(order, sheet)
    return sheet


def replaced(made: list[Contradiction], planted: list[Contradiction]) -> list[Contradiction]:
    """Return both in the order of rows; a cell that was planted over is no clerk's mistake any more."""
    over = {(c.row, c.field) for c in planted}
    kept = [c for c in made if (c.row, c.field) not in over]
    return sorted(kept + planted, key=lambda c: (c.row, c.field, c.case))


def with_duplicates(order: Order) -> tuple[pd.DataFrame, int]:
    """Return the rows with some of them typed twice (the second right behind the first)."""
    size, profile = len(order.part), order.desk.typist.profile
    salt = draws.salt(profile.salt, order.desk.typist.seed, "twice", order.purpose)
    again = draws.chosen(size, profile.rows.duplicate, salt)
    take = np.sort(np.concatenate([np.arange(size), again]), kind="stable")
    if order.first_version and size > 20:
        take = take[draws.uniform(take.astype(np.uint64), salt + 1) > 0.03]
    part = order.part.take(take).reset_index(drop=True)
    if order.first_version:
        for f in order.spec.fields:
            if f.type is FieldType.MONEY and f.key in part:
                wrong = draws.chosen(len(part), 0.02, salt + 2)
                part.loc[wrong, f.key] = part.loc[wrong, f.key] * 10
    return part, len(take) - len(np.unique(take))


def columns_of(order: Order, part: pd.DataFrame) -> list[Column]:
    """Return the columns in the unit's order, with its headers."""
    spec, habit = order.spec, order.habit
    where = (order.supplier, spec.key)
    keys = column_order(shown(order, part), habit, *where)
    fields = [spec.field(k) for k in keys]
    names = header_names(spec, fields, habit, *where)
    columns: list[Column] = []
    for field in fields:
        texts, kind, native, unit = dress(part[field.key], field, habit)
        header = with_unit(names[field.key], unit, habit, *where)
        columns.append(Column(header, texts, kind, native, field=field))
        if field.key in habit.twice:
            columns.append(Column(header, texts, kind, native))
    numbered = any(c.header.startswith("序号") for c in columns)
    return [
        *([] if numbered else serial_column(habit, len(part))),
        *columns,
        *extra_columns(order, len(part)),
    ]


def serial_column(habit: Habit, size: int) -> list[Column]:
    """Return a column 序号 where the unit has one."""
    if not habit.serial:
        return []
    numbers = pa.array(range(1, size + 1), pa.int64())
    return [Column("序号", numbers.cast(pa.string()), "number", numbers)]


def amount(text: str | None) -> float:
    """Return what a written amount adds to a total; what cannot be read adds nothing."""
    plain = (text or "").replace(",", "")
    if plain.startswith("("):
        plain = f"-{plain[1:-1]}"
    try:
        return float(plain)
    except ValueError:
        return 0.0


def shown(order: Order, part: pd.DataFrame) -> list[str]:
    """Return the fields that get a column: a field or the parts it splits into, never both."""
    keys = [f.key for f in order.spec.fields if f.key in part]
    for field in order.spec.fields:
        if field.splits_into and {field.key, *field.splits_into} <= set(keys):
            whole = draws.share("whole", order.supplier, order.spec.key, field.key) < 0.6
            gone = set(field.splits_into) if whole else {field.key}
            keys = [k for k in keys if k not in gone]
    return keys


REMARKS = (
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "已核对",
    "待核",
    "名称有变更",
    "电话联系不上",
    "新增",
    "同一控制人",
)


def extra_columns(order: Order, size: int) -> list[Column]:
    """Return columns that nobody asked for."""
    salt = draws.salt("extra", order.purpose)
    columns = []
    for name in order.habit.extra:
        if name in ("备注", "审核意见", "核实情况"):
            at = (draws.rows(size, salt) * len(REMARKS)).astype(int)
            texts = pa.array([REMARKS[i] or None for i in at], pa.string())
        else:
            value = {"填报单位": order.supplier, "数据来源": "业务系统导出", "填报人": "信息员"}.get(
                name, "是"
            )
            texts = pa.array([value] * size, pa.string())
        columns.append(Column(name, texts))
    return columns


def sheet_name(order: Order) -> str:
    """Return the sheet's name: at most 31 characters, none that Excel forbids."""
    name = order.habit.sheet.format(
        dataset=order.spec.label,
        period=span(list(order.periods), order.habit.period),
        month=month_of(order.periods),
    )
    return name.translate(str.maketrans("", "", "[]:*?/\\"))[:31]


def month_of(periods: tuple[str, ...]) -> str:
    """Return the month's number of a single month, else the period."""
    return str(int(periods[0][5:])) if len(periods[0]) == 7 and "Q" not in periods[0] else span(list(periods))


def add_lines(order: Order, sheet: Sheet) -> None:
    """Add empty rows, title, notes, totals and the rest of what stands around the rows."""
    habit = order.habit
    says = {
        "dataset": order.spec.label, "period": span(list(order.periods)), "unit": order.unit,
        "supplier": order.supplier, "rows": str(sheet.size),
    }  # fmt: skip
    sheet.above = [""] * habit.lead + ([habit.title.format(**says)] if habit.title else [])
    sheet.above += [line.format(**says) for line in habit.above]
    sheet.two_levels = habit.header_rows == 2 and len(sheet.columns) > 4 and sheet.size <= SMALL
    if sheet.two_levels:
        for column, group in zip(sheet.columns, groups(len(sheet.columns)), strict=True):
            column.group = group
    if not sheet.size:
        sheet.below = [NIL]
        return
    sheet.inserts = inserted(order, sheet)
    sheet.below = [line.format(**says) for line in habit.below]


def inserted(order: Order, sheet: Sheet) -> list[tuple[int, list[str | None] | None]]:
    """Return sub-totals, empty rows and the total."""
    habit, small = order.habit, sheet.size <= SMALL
    found: list[tuple[int, list[str | None] | None]] = []
    if habit.totals == "小计" and small:
        found += [(at, total(sheet, "小计", at - 40, at)) for at in range(40, sheet.size, 40)]
    if habit.blanks and small:
        found += [(at, None) for at in range(habit.blanks, sheet.size, habit.blanks)]
    found.sort(key=lambda entry: entry[0])
    if habit.totals:
        found.append((sheet.size, total(sheet, "合计", 0, sheet.size)))
    return found


def total(sheet: Sheet, word: str, start: int, end: int) -> list[str | None]:
    """Return a totals row: the word in the first column, sums under amounts and areas."""
    cells: list[str | None] = []
    for column in sheet.columns:
        summed = column.field is not None and column.field.type in (FieldType.MONEY, FieldType.AREA)
        cells.append(f"{sum(map(amount, column.texts[start:end].to_pylist())):.2f}" if summed else None)
    cells[0] = word
    return cells
