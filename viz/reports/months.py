"""The figures of a month, beside the month before, the same month a year ago, and the year so far."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from core.errors import NotFoundError, UsageError
from viz.reports.asking import Asking, Row
from viz.reports.document import NO_DATA, Cell, Chart, Column, Kind, Series, Shape, Source, Table
from viz.reports.values import growth, until

SOURCES: Final = {
    "tax": ("tax_net_revenue", "tax_exempt_offset"),
    "revenue": ("tax_declaration",),
    "staff": ("social_insurance",),
    "power": ("power_consumption",),
    "subsidy": ("subsidy_payment",),
    "born": ("company_registration", "sole_proprietor"),
}
"""The data sets that each figure comes from."""
COUNTED: Final = {"taxed": "tax", "tax_before_refunds": "tax", "insured": "staff", "subsidised": "subsidy"}
"""Figures that are known where another is."""
TEN_THOUSAND: Final = 10_000.0
YEARS_BACK: Final = 2
"""Whole years before that of the month, for charts of the same months."""
FEW: Final = 10
"""Of fewer firms no percentage is told: one firm more or less would move it by a tenth and more."""
MANIFOLD: Final = 10.0
"""From so large a growth on it is told in multiples, and not in tables: the base was next to nothing."""
REFUNDED: Final = 0.2
"""From so large a difference on the change before refunds is told beside the change of tax."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One line of the table of a month; `adds`: months may be summed, `steps`: neighbours compare."""

    caption: str
    unit: str
    key: str
    scale: float = 1.0
    places: int = 0
    adds: bool = True
    steps: bool = True


FIRMS: Final = "户"
BARE: Final = "基数不足10户、为零为负或增长10倍以上的不列百分比"
UNCOMPARED: Final = "基数为零为负或增长10倍以上的不列百分比"
"""What is said of changes that stand as a dash."""
INDICATORS: Final = (
    Indicator("新设企业", FIRMS, "born"),
    Indicator("有税款入库的企业", FIRMS, "taxed", adds=False),
    Indicator("税收贡献", "万元", "tax", TEN_THOUSAND, 2),
    Indicator("税收贡献（不减退税）", "万元", "tax_before_refunds", TEN_THOUSAND, 2),
    Indicator("应税收入", "万元", "revenue", TEN_THOUSAND, 2, steps=False),
    Indicator("参保人数", "人", "staff", adds=False),
    Indicator("参保企业", FIRMS, "insured", adds=False),
    Indicator("用电量（重点企业）", "万千瓦时", "power", TEN_THOUSAND, 2),
    Indicator("补助资金", "万元", "subsidy", TEN_THOUSAND, 2),
)
CAVEATS: Final = (
    "税收贡献按入库月份计，为净入库（不含社保费、非税收入和免抵调科目）加免抵调增，扣除留抵退税等退库；“不减退税”为扣除之前的数。",
    "应税收入为增值税申报收入，按所属期末月计；小规模纳税人按季申报，相邻月份不可比，只与上年同月比；出口免税收入不在其中。",
    "参保人数取企业职工基本养老保险，没有的取人数最多的险种；用电只有重点企业报送，没有数据不等于没有用电。",
    "小规模纳税人的税款集中在1、4、7、10月入库，这些月份与上月比会大幅变动，宜看同比和累计。",
    "补助按拨付月份计，退款以负数冲减。企业按登记地归属，报验户和登记名录以外的主体不计入。",
    "早期信号、线索只供走访核实，不说明企业已有困难。",
)
"""How the figures of every monthly report are to be read."""


@dataclass(frozen=True)
class Months:
    """Rows of `month_towns` over the year of a month and the years before it, of some firms or of the city.

    `city` has those of all firms: they tell which months a source reaches at all.
    """

    asking: Asking
    month: str
    rows: Sequence[Row]
    city: Sequence[Row]

    def value(self, key: str, month: str, town: str | None = None) -> float | None:
        """Return a figure of one month; None where nobody in the city has any: its source is not that far."""
        if not self.reaches(key, month):
            return None
        found = [r[key] for r in self.rows if r["month"] == month and town in (None, r["town"])]
        return float(sum(v for v in found if v is not None))

    def reaches(self, key: str, month: str) -> bool:
        """Whether the source of a figure has a month."""
        if key == "born" and month > self.asking.reached.get("company_registration", month):
            return False
        known = COUNTED.get(key, key)
        return any(r["month"] == month and r[known] is not None for r in self.city)

    def source(self, *keys: str) -> Source:
        """Return where figures come from, by default all of them."""
        wanted = keys or tuple(SOURCES)
        sets = dict.fromkeys(d for k in wanted for d in SOURCES[k])
        start = f"{int(self.month[:4]) - YEARS_BACK}-01"
        return self.asking.source("month_towns", sets, start=start, end=self.month)

    def so_far(self, key: str, month: str, town: str | None = None) -> float | None:
        """Return the sum from January to a month; None where one of the months is not known."""
        year, last = month.split("-")
        found = [self.value(key, f"{year}-{m:02}", town) for m in range(1, int(last) + 1)]
        return None if any(v is None for v in found) else float(sum(v for v in found if v is not None))

    def step(self, key: str, town: str | None = None) -> float | None:
        """Return the change against the month before, as a share."""
        return growth(self.value(key, self.month, town), self.value(key, before(self.month), town))

    def yearly(self, key: str, town: str | None = None) -> float | None:
        """Return the change against the same month a year ago, as a share."""
        return growth(self.value(key, self.month, town), self.value(key, year_before(self.month), town))

    def yearly_so_far(self, key: str, town: str | None = None) -> float | None:
        """Return the change of the year so far against the same months a year ago, as a share."""
        return growth(self.so_far(key, self.month, town), self.so_far(key, year_before(self.month), town))


def checked(month: str) -> str:
    """Return a month as it was given; UsageError unless it is one."""
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
        raise UsageError(f"月份“{month}”不对。", advice="请写成 2023-05 这样。")
    return month


def before(month: str) -> str:
    """Return the month before."""
    year, number = map(int, month.split("-"))
    return f"{year - 1}-12" if number == 1 else f"{year}-{number - 1:02}"


def year_before(month: str) -> str:
    """Return the same month a year ago."""
    return f"{int(month[:4]) - 1}{month[4:]}"


def months(asking: Asking, month: str, firms: Iterable[str] | None = None) -> Months:
    """Return the figures around a month, of some firms or of all; NotFoundError where the data lacks it."""
    start = f"{int(checked(month)[:4]) - YEARS_BACK}-01"
    city = asking.rows("month_towns", start=start, end=month)
    own = city
    if firms is not None:
        own = asking.rows("month_towns", start=start, end=month, firms=",".join(sorted(firms)))
    out = Months(asking, month, own, city)
    if out.value("tax", month) is None and out.value("staff", month) is None:
        reached = asking.reached.get("tax_net_revenue", "")
        said = f"现有数据到{until(reached)}。" if reached else "还没有税务净入库信息。"
        raise NotFoundError(
            f"数据里没有{until(month)}的税收和用工。", advice=said + "请用 --month 指定月份。"
        )
    return out


def indicators(told: Months, town: str | None, title: str) -> Table:
    """Return the table of a month: each indicator beside its past."""
    columns = (
        Column("指标"),
        Column("本月", Kind.NUMBER),
        Column("上月", Kind.NUMBER),
        Column("环比", Kind.SHARE, places=1),
        Column("上年同月", Kind.NUMBER),
        Column("同比", Kind.SHARE, places=1),
        Column("本年累计", Kind.NUMBER),
        Column("累计同比", Kind.SHARE, places=1),
    )
    rows = tuple(_indicator(told, i, town) for i in INDICATORS)
    return Table(
        title,
        columns,
        rows,
        told.source(),
        note=f"“{NO_DATA}”指数据还没有到这个月；参保和有税款入库的户数不累计；收入不与上月比；{BARE}",
    )


def _indicator(told: Months, one: Indicator, town: str | None) -> tuple[Cell, ...]:
    now, last = told.value(one.key, told.month, town), told.value(one.key, before(told.month), town)
    then = told.value(one.key, year_before(told.month), town)
    total = told.so_far(one.key, told.month, town) if one.adds else None
    return (
        f"{one.caption}（{one.unit}）",
        _scaled(now, one),
        _scaled(last, one),
        _percent(now, last, one) if one.steps else None,
        _scaled(then, one),
        _percent(now, then, one),
        _scaled(total, one) if one.adds else None,
        _percent(total, told.so_far(one.key, year_before(told.month), town), one) if one.adds else None,
    )


def _percent(now: float | None, then: float | None, one: Indicator) -> float | None:
    return None if one.unit == FIRMS and (then or 0) < FEW else tabled(growth(now, then))


def tabled(share: float | None) -> float | None:
    """Return a change as tables show it: not where the base was next to nothing."""
    return None if share is None or share >= MANIFOLD else share


def _scaled(value: float | None, one: Indicator) -> Cell:
    return (
        NO_DATA
        if value is None
        else round(value / one.scale, one.places)
        if one.places
        else round(value / one.scale)
    )


def curve(told: Months, key: str, town: str | None, title: str, unit: str, scale: float = 1.0) -> Chart:
    """Return a chart of the months of this year and the years before, a line a year."""
    year = int(told.month[:4])
    series = tuple(
        Series(f"{y}年", tuple(_point(told, key, f"{y}-{m:02}", town, scale) for m in range(1, 13)))
        for y in range(year - YEARS_BACK, year + 1)
        if any(told.value(key, f"{y}-{m:02}", town) is not None for m in range(1, 13))
    )
    labels = tuple(f"{m}月" for m in range(1, 13))
    return Chart(
        title,
        Shape.LINE,
        labels,
        series,
        unit,
        told.source(key),
        f"{title}，一年一线，最后一点为{until(told.month)}。",
    )


def _point(told: Months, key: str, month: str, town: str | None, scale: float) -> float | None:
    found = told.value(key, month, town)
    return None if found is None else found / scale


def moved(share: float | None, than: str) -> str:
    """Say a change in a sentence: 比上月增长3.2%."""
    if share is None:
        return f"{than}无可比基数"
    if round(share, 3) == 0:
        return f"与{than}持平"
    if share >= MANIFOLD:
        return f"比{than}增长{share:.1f}倍"
    return f"比{than}{'增长' if share > 0 else '下降'}{abs(share):.1%}"


def counted(now: float | None, then: float | None, than: str) -> str:
    """Say how a count of firms changed: in firms where there were few."""
    if then is None or then >= FEW:
        return moved(growth(now, then), than)
    more = round((now or 0) - then)
    return f"比{than}{'增加' if more > 0 else '减少'}{abs(more)}户" if more else f"与{than}持平"


def taxed(told: Months, town: str | None = None, *, so_far: bool = False) -> str:
    """Say how tax changed against the year before, and how without refunds where that is another story."""
    yearly = told.yearly_so_far if so_far else told.yearly
    plain, whole = yearly("tax", town), yearly("tax_before_refunds", town)
    said = moved(plain, "上年同期" if so_far else "上年同月")
    if plain is None or whole is None or abs(plain - whole) < REFUNDED:
        return said
    return f"{said}（不减退税为{'增长' if whole > 0 else '下降'}{abs(whole):.1%}）"


def places(values: dict[str, float | None]) -> dict[str, int]:
    """Return the rank of each that has a value, the largest first; equals share a rank."""
    known = {k: v for k, v in values.items() if v is not None}
    return {k: 1 + sum(o > v for o in known.values()) for k, v in known.items()}
