"""Periods as text: `2023-04`, `2023-Q1`, `2023`; when they end, and how a text names them."""

import re
from datetime import date
from typing import Final

from core.errors import UsageError
from ingest.contract import Frequency

PERIOD: Final = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])|-Q([1-4]))?")
CHINESE: Final = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "Ｏ": 0}

_YEAR = r"(?<!\d)((?:19|20)\d{2})"
_MONTH = r"(1[0-2]|0?[1-9])"
_SINGLE: Final = (
    (re.compile(_YEAR + r"\s*年度?\s*第?\s*([一二三四1-4])\s*季度?"), "quarter"),
    (re.compile(_YEAR + r"\s*[-_.]?\s*[Qq]([1-4])(?!\d)"), "quarter"),
    (re.compile(_YEAR + rf"\s*年\s*{_MONTH}\s*月"), "month"),
    (re.compile(_YEAR + rf"\s*[-._/]\s*{_MONTH}(?!\d)"), "month"),
    (re.compile(_YEAR + r"(1[0-2]|0[1-9])(?:[0-3]\d)?(?!\d)"), "month"),
    (re.compile(_YEAR + r"\s*(?:年度?)?(?!\d)"), "year"),
)
_TO: Final = re.compile(r"\s*(?:[-—–~～至到]+|to|\.\.)\s*")
_CHINESE_YEAR: Final = re.compile(r"二[〇零○Ｏ][〇零○一二三四五六七八九][〇零○一二三四五六七八九](?=年)")
_CHINESE_MONTH: Final = re.compile(r"(?<=年)(十[一二]|[一二三四五六七八九十])(?=月(?:份)?)")
_MONTH_RANGE: Final = re.compile(_YEAR + rf"\s*年\s*{_MONTH}\s*月?\s*[-—–~～至到]+\s*{_MONTH}\s*月")
MONTHS_CHINESE: Final = {c: i + 1 for i, c in enumerate("一二三四五六七八九十")} | {"十一": 11, "十二": 12}


def parse(text: str) -> str:
    """Return a period as the contract writes it, or raise UsageError."""
    if not PERIOD.fullmatch(text):
        raise UsageError(f"期别 {text} 写法有误。", advice="应写成 2023-04、2023-Q1 或 2023。")
    return text


def end(period: str) -> date:
    """Return the first day after a period, by which periods of different kinds are ordered."""
    match = PERIOD.fullmatch(period)
    if match is None:
        raise UsageError(f"期别 {period} 写法有误。", advice="应写成 2023-04、2023-Q1 或 2023。")
    year, month = int(match[1]), int(match[2] or 3 * int(match[3] or 4))
    return date(year + month // 12, month % 12 + 1, 1)


def start(period: str) -> date:
    """Return the first day of a period."""
    match = PERIOD.fullmatch(period)
    if match is None:
        raise UsageError(f"期别 {period} 写法有误。", advice="应写成 2023-04、2023-Q1 或 2023。")
    return date(int(match[1]), int(match[2] or 3 * int(match[3] or 1) - 2), 1)


def of_date(day: date, frequency: Frequency) -> str:
    """Return the period of this frequency that holds a day."""
    if frequency == "monthly":
        return f"{day.year}-{day.month:02d}"
    return f"{day.year}-Q{(day.month + 2) // 3}" if frequency == "quarterly" else str(day.year)


def coarsen(period: str, frequency: Frequency) -> str | None:
    """Return the period of this frequency that holds `period`, or None where `period` is wider."""
    width = {"monthly": 0, "quarterly": 1, "yearly": 2}
    own = 0 if len(period) == 7 and "Q" not in period else 1 if "Q" in period else 2
    return of_date(start(period), frequency) if own <= width[frequency] else None


def _normalise(text: str) -> str:
    text = text.translate({0xFF10 + i: str(i) for i in range(10)} | {0x3000: " "})
    text = _CHINESE_YEAR.sub(lambda m: "".join(str(CHINESE.get(c, 2)) for c in m[0]), text)
    return _CHINESE_MONTH.sub(lambda m: str(MONTHS_CHINESE[m[1]]), text)


def _single(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, period) of every period a text names, the finest reading of each place."""
    found: list[tuple[int, int, str]] = []
    for pattern, kind in _SINGLE:
        for match in pattern.finditer(text):
            if any(s < match.end() and match.start() < e for s, e, _ in found):
                continue
            year = match[1]
            if kind == "quarter":
                number = CHINESE.get(match[2]) or int(match[2])
                found.append((match.start(), match.end(), f"{year}-Q{number}"))
            elif kind == "month":
                found.append((match.start(), match.end(), f"{year}-{int(match[2]):02d}"))
            else:
                found.append((match.start(), match.end(), year))
    return sorted(found)


def named(text: str) -> tuple[str, str] | None:
    """Return the first and last period that a text names (`2020-01至2023-04`, `2023年1-3月`), or None.

    One period gives it twice. Several that are no range give None: the text is not about one period.
    """
    text = _normalise(text)
    months = _MONTH_RANGE.search(text)
    if months:
        return f"{months[1]}-{int(months[2]):02d}", f"{months[1]}-{int(months[3]):02d}"
    found = _single(text)
    if not found:
        return None
    if len(found) == 2 and _TO.fullmatch(text[found[0][1] : found[1][0]]):
        return found[0][2], found[1][2]
    distinct = {p for *_, p in found}
    if len(distinct) == 1:
        return found[0][2], found[0][2]
    finest = [p for p in sorted(distinct) if not any(q != p and q.startswith(p) for q in distinct)]
    return (finest[0], finest[0]) if len(finest) == 1 else None
