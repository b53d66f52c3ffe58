"""How people write a month, a quarter, a year, and a span of them."""

import re

MONTH_STYLES = {
    "iso": "{y}-{m:02d}", "chinese": "{y}年{m}月", "compact": "{y}{m:02d}", "dots": "{y}.{m:02d}",
    "slash": "{y}/{m:02d}",
}  # fmt: skip
QUARTERS = "一二三四"


def written(period: str, style: str = "chinese") -> str:
    """Write `2023-04`, `2023-Q1` or `2023` as people do: 2023年4月, 2023年一季度, 2023年."""
    if match := re.fullmatch(r"(\d{4})-Q([1-4])", period):
        if style == "chinese":
            return f"{match[1]}年{QUARTERS[int(match[2]) - 1]}季度"
        return f"{match[1]}年第{match[2]}季度" if style in ("dots", "slash") else f"{match[1]}Q{match[2]}"
    if match := re.fullmatch(r"(\d{4})-(\d{2})", period):
        return MONTH_STYLES[style].format(y=match[1], m=int(match[2]))
    return f"{period}年" if re.fullmatch(r"\d{4}", period) else period


def span(periods: list[str], style: str = "chinese") -> str:
    """Write the first and the last of ordered periods, or the one: 2020年1月-2023年4月."""
    if len(periods) == 1:
        return written(periods[0], style)
    if style in ("dots", "iso", "slash"):  # a hyphen between hyphens cannot be read
        return f"{written(periods[0], 'chinese')}至{written(periods[-1], 'chinese')}"
    return f"{written(periods[0], style)}-{written(periods[-1], style)}"


def year_of(period: str) -> str:
    """Return the year of a period."""
    return period[:4]


def month_end(period: str) -> str:
    """Return the last month of a period as `2023-03`."""
    if len(period) == 4:
        return f"{period}-12"
    return f"{period[:4]}-{int(period[6]) * 3:02d}" if "Q" in period else period
