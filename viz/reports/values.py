"""How values are written: money in the unit of its column, shares as per cent, dates as people write them."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from viz.reports.document import NO_DATA, Cell, Column, Kind

DASH: Final = "—"
SCALES: Final = {"": Decimal(1), "元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
NUMBERS: Final = frozenset({Kind.COUNT, Kind.NUMBER, Kind.MONEY, Kind.SHARE})


def day(value: date) -> str:
    """Write a date as documents do: 2023年7月5日."""
    return f"{value.year}年{value.month}月{value.day}日"


def until(value: date | str) -> str:
    """Write how far a source reaches: a day, or a period (2023-05, 2023-Q1, 2023)."""
    if isinstance(value, date):
        return day(value)
    year, dash, part = value.partition("-")
    if not year.isdigit() or len(year) != 4:
        return value
    if not dash:
        return f"{year}年"
    if part.startswith("Q") and part[1:].isdigit():
        return f"{year}年第{'一二三四'[int(part[1:]) - 1]}季度" if part[1:] in "1234" else value
    return f"{year}年{int(part)}月" if part.isdigit() else _day_or(value)


def _day_or(value: str) -> str:
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value


def caption(column: Column) -> str:
    """Return a column's heading with its unit: 净入库（万元）."""
    if column.unit:
        return f"{column.caption}（{column.unit}）"
    return f"{column.caption}（%）" if column.kind is Kind.SHARE else column.caption


def number(value: Cell, column: Column) -> Decimal | None:
    """Return a cell as the number that is shown, rounded half up; None where it is no number.

    Money is scaled to the unit of its column and shares to per cent: what a reader of the paper sees, the
    workbook holds.
    """
    if column.kind not in NUMBERS or isinstance(value, str | date) or value is None:
        return None
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not exact.is_finite():
        return None
    if column.kind is Kind.MONEY:
        exact /= SCALES[column.unit]
    if column.kind is Kind.SHARE:
        exact *= 100
    return exact.quantize(Decimal(1).scaleb(-places(value, column)), ROUND_HALF_UP) + 0


def places(value: Cell, column: Column) -> int:
    """Return how many digits stand after the point: none for counts, and for an int among other numbers."""
    whole = column.kind is Kind.COUNT or (column.kind is Kind.NUMBER and isinstance(value, int))
    return 0 if whole else column.places


def written(value: Cell, column: Column) -> str:
    """Return a cell as text: what does not apply is a dash, what nobody can tell is 无数据."""
    if value is None or value == "":
        return DASH
    found = number(value, column)
    if found is not None:
        return f"{found:,}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def money(yuan: float | Decimal | None, places: int = 2) -> str:
    """Write an amount of yuan in a sentence: 万元 below a hundred million, 亿元 from there on."""
    if yuan is None:
        return NO_DATA
    unit = "亿元" if abs(float(yuan)) >= 100_000_000 else "万元"
    return f"{number(yuan, Column('', Kind.MONEY, unit, places)):,}{unit}"


def share(part: float | None, places: int = 1) -> str:
    """Write a share in a sentence: 12.5%."""
    return NO_DATA if part is None else f"{number(part, Column('', Kind.SHARE, '', places)):,}%"


def change(now: float | Decimal | None, then: float | Decimal | None, what: str = "增长") -> str:
    """Say how a figure changed: 增长3.2%, 下降1.0%, 持平; without a base, 无可比基数."""
    base = None if then is None else float(then)
    if now is None or base is None or base <= 0:
        return "无可比基数"
    moved = number(float(now) / base - 1, Column("", Kind.SHARE, "", 1))
    if moved is None or moved == 0:
        return "持平"
    return f"{what if moved > 0 else '下降'}{abs(moved)}%"


def growth(now: float | Decimal | None, then: float | Decimal | None) -> float | None:
    """Return the relative change, None where there is no base to compare with."""
    return None if now is None or then is None or float(then) <= 0 else float(now) / float(then) - 1
