"""What the monthly reports share: the table of a month, firms that pay and lose most, work, support."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from viz.reports import asking as ask
from viz.reports.asking import Asking, Row
from viz.reports.document import Block, Missing, Source, Text
from viz.reports.months import TEN_THOUSAND, Months, curve, indicators, moved
from viz.reports.values import money, until

NOTABLE = 0.05
"""From so large a change on a figure is said to rise or fall."""
GRAVE = 0.10
"""From so large a fall on a measure is asked for."""
PAID = ("tax_net_revenue", "tax_exempt_offset", "social_insurance")
NAMED = 5
LISTED = 10


@dataclass(frozen=True)
class MonthPage:
    """What a monthly report is told from: the firms of a town, or (with `town` None) those of `told`."""

    asking: Asking
    told: Months
    name: str
    town: str | None = None
    ids: tuple[str, ...] | None = None

    @property
    def month(self) -> str:
        """The month told of."""
        return self.told.month

    @property
    def year(self) -> int:
        """Its year."""
        return int(self.month[:4])

    def firms(self, **params: Any) -> list[Row]:  # noqa: ANN401
        """Return the firms of the month."""
        if self.ids is not None:
            params["firms"] = ",".join(self.ids)
        return self.asking.rows("month_firms", town=self.town, **params)

    def firms_source(self, datasets: Sequence[str], **params: Any) -> Source:  # noqa: ANN401
        """Return where they come from."""
        return self.asking.source("month_firms", datasets, town=self.town, **params)

    @cached_property
    def falls(self) -> list[Row]:
        """Firms whose tax fell most against the same month a year ago."""
        found = self.firms(month=self.month, order="fall", limit=LISTED)
        return [r for r in found if (r["tax"] or 0) < (r["tax_year_before"] or 0)]


def overall(page: MonthPage) -> tuple[Block, ...]:
    """Tell the month beside its past."""
    title = f"{page.name}{until(page.month)}主要指标"
    return (
        indicators(page.told, page.town, title),
        curve(page.told, "tax", page.town, f"{page.name}各月税收贡献", "万元", TEN_THOUSAND),
    )


def listed(
    title: str, fields: Sequence[ask.Field], found: Sequence[Row], source: Source, note: str = ""
) -> Block:
    """Return a table of the first rows, or one sentence where there are none."""
    if not found:
        return Text(f"{title}：无。", source)
    return ask.table(title, fields, found, source, most=LISTED, note=note)


def payers(page: MonthPage, title: str, found: Sequence[Row], order: str) -> Block:
    """Return a table of firms and what they paid."""
    source = page.firms_source(PAID, month=page.month, order=order)
    fields = [
        ask.text("企业", "enterprise"),
        ask.text("行业", "industry"),
        ask.money("当月税收", "tax"),
        ask.money("上月", "tax_last_month"),
        ask.money("上年同月", "tax_year_before"),
        ask.count("参保", "staff", "人"),
    ]
    return listed(title, fields, found, source)


def work(page: MonthPage) -> tuple[Block, ...]:
    """Tell staff and power, and the firms that lost most of either."""
    blocks: list[Block] = []
    for key, name, unit, order in (
        ("staff", "参保人数", "人", "staff_fall"),
        ("power", "用电量", "千瓦时", "power_fall"),
    ):
        if page.told.value(key, page.month) is None:
            blocks.append(Missing(f"{until(page.month)}{name}", "当月数据尚未报送"))
            continue
        now, step = page.told.value(key, page.month, page.town), page.told.step(key, page.town)
        year = page.told.yearly(key, page.town)
        blocks.append(
            Text(f"当月{name}{now or 0:,.0f}{unit}，{moved(step, '上月')}，{moved(year, '上年同月')}。")
        )
        found = page.firms(month=page.month, order=order, limit=LISTED)
        fell = [r for r in found if r[key] is not None and r[key] < (r[f"{key}_year_before"] or 0)]
        fields = [
            ask.text("企业", "enterprise"),
            ask.text("行业", "industry"),
            ask.number("当月", key, unit, 0),
            ask.number("上月", f"{key}_last_month", unit, 0),
            ask.number("上年同月", f"{key}_year_before", unit, 0),
        ]
        dataset = "social_insurance" if key == "staff" else "power_consumption"
        source = page.firms_source([dataset], month=page.month, order=order)
        blocks.append(listed(f"{name}比上年同月减少最多的企业", fields, fell, source))
    return tuple(blocks)


def support(page: MonthPage) -> tuple[Block, ...]:
    """Tell the support money of the month and the year."""
    now, total = (
        page.told.value("subsidy", page.month, page.town),
        page.told.so_far("subsidy", page.month, page.town),
    )
    if now is None:
        return (Missing(f"{until(page.month)}补助资金", "当月拨付数据尚未报送"),)
    count = page.told.value("subsidised", page.month, page.town) or 0
    text = (
        f"当月拨付{page.name}企业补助{money(now)}，受补企业{count:.0f}户；"
        f"1至{int(page.month[5:])}月累计{money(total)}，"
        f"{moved(page.told.yearly_so_far('subsidy', page.town), '上年同期')}。"
    )
    return (Text(text, page.told.source("subsidy")),)


def named(found: Sequence[Row]) -> str:
    """Name the first firms, and tell how many there are."""
    said = "、".join(r["enterprise"] for r in found[:NAMED])
    return said + (f"等{len(found)}户" if len(found) > NAMED else "")
