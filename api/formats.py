"""How figures look on pages: 万 and 亿, thousands, percentages and dates, in one place."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from api.captions import reason, tier
from core.text import tidy_name
from ingest.contract import FieldType, load_catalogue

NOTHING: Final = "无数据"
WAN: Final = Decimal(10_000)
YI: Final = Decimal(100_000_000)
MU: Final = Decimal("666.67")
"""Square metres of one 亩 (docs/domain: 亩均税收)."""


def _number(value: Any) -> Decimal | None:  # noqa: ANN401  # whatever a database returns
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        return Decimal(str(value))
    except ArithmeticError:
        return None


def _rounded(value: Decimal, digits: int) -> str:
    shown = value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return f"{shown:,f}" if shown else f"{abs(shown):,f}"  # never -0.00


def yuan(value: Any) -> str:  # noqa: ANN401
    """Return money in 元 as people read it: 9,500 元, 125.00 万元, 3.21 亿元; the sign stays."""
    number = _number(value)
    if number is None:
        return NOTHING
    if abs(number) >= YI:
        return f"{_rounded(number / YI, 2)} 亿元"
    if abs(number) >= WAN:
        return f"{_rounded(number / WAN, 2)} 万元"
    return f"{_rounded(number, 0 if number == number.to_integral_value() else 2)} 元"


def wan(value: Any) -> str:  # noqa: ANN401
    """Return money in 元 as a bare number of 万元, for columns whose head says so; nothing is a dash."""
    number = _number(value)
    return "—" if number is None else _rounded(number / WAN, 2)


def count(value: Any) -> str:  # noqa: ANN401
    """Return a whole number with thousands; nothing is a dash."""
    number = _number(value)
    return "—" if number is None else _rounded(number, 0)


def area(value: Any) -> str:  # noqa: ANN401
    """Return square metres with 亩 beside."""
    number = _number(value)
    return NOTHING if number is None else f"{_rounded(number, 0)} ㎡（{_rounded(number / MU, 1)} 亩）"


def percent(value: Any) -> str:  # noqa: ANN401
    """Return a share (0–1) as a percentage."""
    number = _number(value)
    return "—" if number is None else f"{_rounded(number * 100, 1)}%"


def ratio(value: Any) -> str:  # noqa: ANN401
    """Return a quotient with two digits."""
    number = _number(value)
    return "—" if number is None else _rounded(number, 2)


def day(value: Any) -> str:  # noqa: ANN401
    """Return a date or period as it is written in tables; nothing is a dash."""
    if value is None or value == "":
        return "—"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "iso_format"):
        return str(value.iso_format())
    return str(value)


def plain_text(value: Any) -> str:  # noqa: ANN401
    """Return any value as the text of a cell; lists are joined with 、, nothing is a dash."""
    if value is None or value in ("", [], ()):
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal | float):
        return number(value)
    if isinstance(value, Mapping):
        return "；".join(f"{k}：{plain_text(v)}" for k, v in value.items())
    if isinstance(value, list | tuple):
        return "、".join(plain_text(v) for v in value)
    return day(value)


def number(value: Any) -> str:  # noqa: ANN401
    """Return a number with up to two digits; nothing is a dash."""
    found = _number(value)
    if found is None:
        return "—"
    return _rounded(found, 0 if found == found.to_integral_value() else 2)


def code(value: Any) -> str:  # noqa: ANN401
    """Return a code unchanged; nothing is a dash."""
    return str(value) if value else "—"


def money(value: Any) -> str:  # noqa: ANN401
    """Return money in 元 to the 分, for columns whose head says the unit; nothing is a dash."""
    number = _number(value)
    return "—" if number is None else _rounded(number, 2)


def name(value: Any) -> str:  # noqa: ANN401
    """Return a name, or several joined with 、, without stray blanks; nothing is a dash."""
    return tidy_name(plain_text(value))


SHOWN: Final = {
    "yuan": yuan,
    "wan": wan,
    "count": count,
    "number": number,
    "area": area,
    "percent": percent,
    "ratio": ratio,
    "day": day,
    "code": code,
    "text": plain_text,
    "name": name,
    "money": money,
    "tier": tier,
    "reason": reason,
}
"""The formats that sections.yaml may name."""


def shown(value: Any, form: str) -> str:  # noqa: ANN401
    """Return a value in one of the formats."""
    return SHOWN.get(form, plain_text)(value)


def source_parts(key: str) -> tuple[str, str]:
    """Return (data set, place): 净入库, 2023-04 第 12 行 for `net_tax/2023-04/d1#Sheet1!12`."""
    head, _, place = key.partition("#")
    parts, row = head.split("/"), place.rpartition("!")[2]
    if len(parts) < 2:
        return key, ""
    spec = load_catalogue().datasets.get(parts[0])
    return (spec.display or spec.name) if spec else parts[0], f"{parts[1]} 第 {row} 行"


def source_label(key: str) -> str:
    """Return a short name of a source record: its data set, period and row."""
    return " ".join(source_parts(key)).strip()


UNITS: Final = {FieldType.MONEY: "元", FieldType.AREA: "㎡"}


def cell(value: Any, field_type: FieldType | None) -> str:  # noqa: ANN401
    """Return a cell of a source record as text, money and area with the unit of the lake."""
    if field_type in UNITS and _number(value) is not None:
        return f"{money(value)} {UNITS[field_type]}"
    return plain_text(value)


def json_value(value: Any) -> Any:  # noqa: ANN401
    """Turn what the databases return into what JSON carries: money as numbers, dates as ISO text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "iso_format"):
        return value.iso_format()
    if isinstance(value, Mapping):
        return {str(k): json_value(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set):
        return [json_value(v) for v in value]
    return value


def largest_figure(row: Mapping[str, Any]) -> float:
    """Return the larger of a year's tax and subsidy without sign: the scale of the bars."""
    return max(abs(float(row.get(k) or 0)) for k in ("tax", "subsidy"))


FILTERS: Final[dict[str, Callable[..., Any]]] = SHOWN | {
    "shown": shown,
    "source_label": source_label,
    "source_parts": source_parts,
    "cell": cell,
    "largest_figure": largest_figure,
}
