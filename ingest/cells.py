"""One cell at a time: dates, periods, numbers and codes as people type them; the slow, careful path."""

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from ingest import units
from ingest.grid import EXACT_DIGITS, NUMBER
from ingest.periods import CHINESE, MONTHS_CHINESE

EPOCH: Final = date(1899, 12, 30)  # day 0 of Excel's calendar, its false 29 February 1900 allowed for
SERIALS: Final = range(7306, 73051)  # 1920 to 2099
NOTHING: Final = {
    "",
    "-",
    "--",
    "—",
    "——",
    "/",
    "\\",
    "无",
    "暂无",
    "空",
    "n/a",
    "na",
    "null",
    "none",
    "nan",
    "\\n",
    "#n/a",
}
LOST: Final = re.compile(r"\d(\.\d+)?e\+?\d+", re.I)
DAY: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*(?:[-/.月]\s*(\d{1,2})?\s*[日号]?)?")
COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})?")
CLOCK: Final = re.compile(
    r"(?<=\d|日)[T\s]*\d{1,2}[:时]\d{1,2}([:分]\d{1,2}(\.\d+)?秒?)?\s*(?:Z|[+-]\d{2}:?\d{2})?$"
)
HANZI_DATE: Final = re.compile(
    r"([二一][〇零○一二三四五六七八九]{3})年(?:([一二三四五六七八九十]{1,2})月)?(?:([一二三四五六七八九十]{1,3})[日号])?"
)
GROUPED: Final = re.compile(r"\d{1,3}(,\d{3,4})+(\.\d+)?")
PLAIN: Final = re.compile(r"\d+(\.\d*)?|\.\d+|\d+(\.\d+)?e[+-]?\d+")
MULTIPLIERS: Final = {"万": 10**4, "亿": 10**8}
LOST_ADVICE: Final = "号码被表格软件当成数字，末尾的数字已经丢失；请把该列设为文本格式后从原系统重新导出"


class CellError(ValueError):
    """A cell that cannot be read; the message is the reason in Chinese."""


def narrow(text: str) -> str:
    """Return a cell half-width and trimmed, without what protects it from spreadsheets (`="01"`, `'01`)."""
    text = unicodedata.normalize("NFKC", text).replace("\ufeff", "").replace("\u200b", "").strip()
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    return text.lstrip("'`").strip()


def is_nothing(text: str) -> bool:
    """Whether a number, date or code cell says that there is none."""
    return narrow(text).lower() in NOTHING


def _day(year: int, month: int, day: int, shown: str) -> date:
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise CellError(f"没有这一天：{shown}") from error
    if not 1900 <= year <= 2100:
        raise CellError(f"年份不合理：{shown}")
    return found


def _hanzi(text: str) -> int:
    if text in MONTHS_CHINESE:
        return MONTHS_CHINESE[text]
    tens, _, ones = text.partition("十")
    return 10 * (CHINESE.get(tens, 1) if tens else 1) + (CHINESE[ones] if ones else 0)


def parse_date(text: str, kind: int) -> date:
    """Read a date; where only a month or a year is given, its first day."""
    plain = CLOCK.sub("", narrow(text)).strip()
    if kind == NUMBER and re.fullmatch(r"\d{4}\.1", plain):
        raise CellError(f"分不清是 1 月还是 10 月：{plain}；请写成 2023-10-01")
    if re.fullmatch(r"\d{5}(\.\d+)?", plain) and int(float(plain)) in SERIALS:
        return EPOCH + timedelta(days=int(float(plain)))
    if match := COMPACT.fullmatch(plain):
        return _day(int(match[1]), int(match[2]), int(match[3] or 1), plain)
    if match := DAY.fullmatch(plain):
        return _day(int(match[1]), int(match[2]), int(match[3] or 1), plain)
    if match := re.fullmatch(r"(\d{4})\s*(?:年度?)?", plain):
        return _day(int(match[1]), 1, 1, plain)
    if match := HANZI_DATE.fullmatch(plain):
        year = int("".join(str(CHINESE[c]) for c in match[1]))
        return _day(year, _hanzi(match[2] or "一"), _hanzi(match[3] or "一"), plain)
    raise CellError(f"不是日期：{text.strip()[:20]}")


def parse_month(text: str, kind: int, year: str | None = None) -> str:
    """Read a month as `2023-04`; one without a year takes the year given."""
    plain = narrow(text)
    if (match := re.fullmatch(r"(1[0-2]|0?[1-9])\s*月份?", plain)) and year:
        return f"{year}-{int(match[1]):02d}"
    if re.fullmatch(r"\d{4}\s*(年度?)?", plain):
        raise CellError(f"只有年份，没有月份：{plain}")
    if match := re.fullmatch(r"(\d{4})年(1[0-2]|0?[1-9])月份", plain):
        return f"{match[1]}-{int(match[2]):02d}"
    found = parse_date(text, kind)
    return f"{found.year}-{found.month:02d}"


QUARTER: Final = re.compile(r"(?:(\d{4})\s*年?度?[-_/\s]*)?(?:第?([一二三四1-4])\s*季度?|Q([1-4]))", re.I)
TO_MONTH: Final = re.compile(r"(?:(\d{4})\s*年?[-/.\s]*)?1\s*[-—–~至到]\s*(3|6|9|12)\s*月份?")


def parse_quarter(text: str, kind: int, year: str | None = None) -> str:
    """Read a quarter as `2023-Q1`; 1–6月 is the second; a month or day stands for its quarter."""
    plain = narrow(text)
    if match := TO_MONTH.fullmatch(plain):
        own, number = match[1], int(match[2]) // 3
    elif match := QUARTER.fullmatch(plain):
        own = match[1]
        number = int(match[3] or CHINESE.get(match[2]) or match[2])
    elif match := re.fullmatch(r"(\d{4})年?(上半年|下半年|全年)", plain):
        own, number = match[1], 2 if match[2] == "上半年" else 4
    elif re.fullmatch(r"[1-4]", plain):
        own, number = None, int(plain)
    else:
        if re.fullmatch(r"\d{4}\s*(年度?)?", plain):
            raise CellError(f"只有年份，没有季度：{plain}")
        day = parse_date(text, kind)
        return f"{day.year}-Q{(day.month + 2) // 3}"
    if not (own or year):
        raise CellError(f"没有年份：{plain}")
    return f"{own or year}-Q{number}"


def parse_year(text: str, kind: int) -> str:
    """Read a year as `2023`."""
    return str(parse_date(text, kind).year)


def parse_number(text: str, kept: str | None, scale: Fraction) -> Fraction:
    """Read a number in the lake's unit; `scale` is the column's factor unless the cell names its own unit."""
    plain = narrow(text).replace(" ", "").replace("−", "-").replace("，", ",").lower()
    sign = 1
    if match := re.fullmatch(r"\((.+)\)", plain):
        plain, sign = match[1], -1
    plain = re.sub(r"^(rmb|cny|人民币|¥|¥|\$)", "", plain)
    if plain[:1] in "+-":
        sign, plain = (-sign if plain[0] == "-" else sign), plain[1:]
    plain = re.sub(r"^(¥|¥)", "", plain)
    match = re.match(r"[\d.,]+(?:e[+-]?\d+)?", plain)
    if match is None:
        raise CellError(f"不是数字：{text.strip()[:20]}")
    digits, rest = match[0], plain[match.end() :]
    if GROUPED.fullmatch(digits):
        digits = digits.replace(",", "")
    if not PLAIN.fullmatch(digits):
        raise CellError(f"不是数字：{text.strip()[:20]}")
    return sign * Fraction(Decimal(digits)) * _own_scale(rest, kept, scale, text)


def _own_scale(rest: str, kept: str | None, scale: Fraction, shown: str) -> Fraction:
    """Return the factor of what follows the digits: nothing, a unit, 万 or 亿, or a percent sign."""
    if not rest:
        return scale
    if rest == "%":
        return Fraction(1) if kept == "%" else Fraction(1, 100)
    if (own := units.factor(kept, rest)) is not None:
        return own
    if rest in MULTIPLIERS:
        return Fraction(MULTIPLIERS[rest]) * (scale if kept not in ("元", "平方米") else 1)
    if rest in ("人", "户", "家", "个", "套", "辆", "台", "件", "笔"):
        return scale
    raise CellError(f"不是数字，或单位不对：{shown.strip()[:20]}")


def check_code(text: str, kind: int) -> str:
    """Return a code as typed, half-width; raise where a spreadsheet has eaten its last digits."""
    plain = narrow(text)
    if LOST.fullmatch(plain) or (kind == NUMBER and len(plain.lstrip("-")) > EXACT_DIGITS):
        raise CellError(LOST_ADVICE)
    return plain
