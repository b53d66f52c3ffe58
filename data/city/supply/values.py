"""Clean values as cells, column by column: dates, periods, money, areas and numbers as a unit writes them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.city.supply.habits import Habit
from data.city.supply.periods import written
from ingest.contract import FieldSpec, FieldType

EXCEL_EPOCH = date(1899, 12, 30)
MU = 666.67  # 平方米 in one 亩
Values: TypeAlias = Any  # a pyarrow array, whole or chunked

DATE_STYLES: dict[str, Callable[[date], str]] = {
    "iso": lambda d: d.isoformat(),
    "native": lambda d: d.isoformat(),
    "slash": lambda d: f"{d.year}/{d.month}/{d.day}",
    "dots": lambda d: f"{d.year}.{d.month}.{d.day}",
    "chinese": lambda d: f"{d.year}年{d.month}月{d.day}日",
    "compact": lambda d: d.strftime("%Y%m%d"),
    "serial": lambda d: str((d - EXCEL_EPOCH).days),
    "timestamp": lambda d: f"{d.isoformat()} 00:00:00",
}


@dataclass(slots=True)
class Column:
    """One column as written: header, texts (null is an empty cell), and what stays a number or a day."""

    header: str
    texts: Values  # as csv shows it
    kind: str = "text"  # text, number, date: how a workbook may keep it
    native: Values | None = None  # numbers or dates where they stay such
    group: str = ""  # of a two-level header
    field: FieldSpec | None = None
    marked: frozenset[int] = frozenset()  # rows whose cell is text although the column is not

    def mark(self, rows: Iterable[int]) -> None:
        """Say which cells are kept as text."""
        self.marked = frozenset(rows)


def by_distinct(values: "pd.Series[Any]", write: Callable[[Any], str | None]) -> Values:
    """Write each distinct value once and spread the result; missing stays missing."""
    codes, distinct = pd.factorize(values)
    texts = pa.array([write(v) for v in distinct], pa.string())
    return texts.take(pa.array(codes, mask=codes < 0))


def days(values: "pd.Series[Any]") -> npt.NDArray[np.datetime64]:
    """Return a date column as datetime64[D]."""
    return pd.to_datetime(values).to_numpy(dtype="datetime64[D]")


def date_column(values: "pd.Series[Any]", style: str) -> tuple[Values, str, Values | None]:
    """Return texts, kind and native values of a date column."""
    day = days(values)
    write = DATE_STYLES[style]
    texts = by_distinct(pd.Series(day.astype("datetime64[s]")), lambda d: write(d.date()))
    if style == "native":
        return texts, "date", pa.array(day)
    if style == "serial":
        return texts, "number", pc.cast(texts, pa.int32())
    return texts, "text", None


def trimmed(numbers: npt.NDArray[np.float64], digits: int) -> Values:
    """Write numbers with at most so many decimals and no trailing zeros."""
    rounded = pa.array(np.round(numbers, digits), pa.float64(), from_pandas=True)
    texts = pc.cast(pc.cast(rounded, pa.decimal128(28, digits), safe=False), pa.string())
    return pc.utf8_rtrim(pc.utf8_rtrim(texts, "0"), ".") if digits else texts


def fancy(texts: Values, habit: Habit) -> Values:
    """Set thousands separators and write negative numbers in parentheses."""

    def write(text: str | None) -> str | None:
        if text is None:
            return None
        whole, dot, rest = text.lstrip("-").partition(".")
        body = f"{int(whole or 0):,}{dot}{rest}" if habit.thousands else f"{whole}{dot}{rest}"
        return (f"({body})" if habit.parentheses else f"-{body}") if text.startswith("-") else body

    return pa.array([write(t) for t in texts.to_pylist()], pa.string())


def scale_of(field: FieldSpec, habit: Habit) -> tuple[float, int, str]:
    """Return divisor, decimals and the unit to say in the header ('' for none)."""
    if field.type is FieldType.MONEY:
        given = field.source_unit or field.unit or "元"
        unit = {"yuan": "元", "wan": "万元"}.get(habit.money, given)
        divisor, digits = {"元": (1.0, 2), "万元": (1e4, 6), "亿元": (1e8, 8)}.get(unit, (1.0, 2))
    else:
        given = field.source_unit or field.unit or "平方米"
        unit = {"sqm": "平方米", "mu": "亩"}.get(habit.area, given)
        divisor, digits = {"亩": (MU, 4), "公顷": (1e4, 6), "万平方米": (1e4, 6)}.get(unit, (1.0, 2))
    said = habit.say_unit or unit != given
    return divisor, digits, unit if said else ""


def number_column(
    numbers: npt.NDArray[np.float64], digits: int, habit: Habit
) -> tuple[Values, str, Values | None]:
    """Return texts, kind and native values of a number column."""
    texts = trimmed(numbers, digits)
    if habit.thousands or habit.parentheses:
        return fancy(texts, habit), "text", None
    if habit.text_numbers:
        return texts, "text", None
    native = pa.array(np.round(numbers, digits), pa.float64(), from_pandas=True)
    return texts, "number", native if digits else pc.cast(native, pa.int64())


def period_writer(field: FieldSpec, habit: Habit) -> Callable[[Any], str]:
    """Return how this unit writes a month, quarter or year in a cell."""
    if field.type is FieldType.YEAR:
        return lambda v: written(str(v)) if habit.months == "chinese" else str(v)
    return lambda v: written(str(v), habit.months)


def as_floats(values: "pd.Series[Any]") -> npt.NDArray[np.float64]:
    """Return numbers as float64, missing as NaN."""
    return pd.to_numeric(values).to_numpy(dtype=np.float64, na_value=np.nan)


def dress(values: "pd.Series[Any]", field: FieldSpec, habit: Habit) -> tuple[Values, str, Values | None, str]:
    """Return texts, kind, native values, and the unit to say in the header."""
    match field.type:
        case FieldType.DATE:
            return (*date_column(values, habit.dates), "")
        case FieldType.MONTH | FieldType.QUARTER | FieldType.YEAR:
            return by_distinct(values, period_writer(field, habit)), "text", None, ""
        case FieldType.MONEY | FieldType.AREA:
            divisor, digits, unit = scale_of(field, habit)
            return (*number_column(as_floats(values) / divisor, digits, habit), unit)
        case FieldType.INTEGER:
            return (*number_column(as_floats(values), 0, habit), "")
        case FieldType.DECIMAL:
            return (*number_column(as_floats(values), 4, habit), "")
        case _:
            return text_column(values), "text", None, ""


def text_column(values: "pd.Series[Any]") -> Values:
    """Return texts as they are."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype(object)
    texts = pa.array(values, from_pandas=True)
    return texts if pa.types.is_string(texts.type) else pc.cast(texts, pa.string())
