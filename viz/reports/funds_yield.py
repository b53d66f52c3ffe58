"""资金绩效: what firms brought before and after their support, and beside firms like them."""

from typing import Final

from viz.reports.asking import (
    FIGURES,
    Asking,
    Row,
    count,
    money,
    number,
    percent,
    size_told,
    table,
    text,
)
from viz.reports.document import Block, Chart, Missing, Section, Series, Shape, Source, Table, Text
from viz.reports.funds_flows import ALL, PAID, period

GROUPS: Final = (("policy", "政策"), ("unit", "预算单位"), ("industry", "行业大类"), ("town", "镇街"))
COMPARED: Final = 10
"""Firms that can be compared from which on a ratio is drawn; docs/support.md."""


def yields(asking: Asking) -> tuple[Section, ...]:
    """Return benefit per yuan and change before and after: over all, by policy and by unit."""
    told = [Section("全市", (_benefit(asking, "city", "范围"),))]
    for by, caption in GROUPS[:2]:
        found = asking.rows("benefit_per_yuan", by=by, limit=ALL)
        listed = _benefit(asking, by, caption)
        told.append(Section(f"按{caption}", (listed, *_chart(found, caption, listed.source))))
    return tuple(told)


def by_place(asking: Asking) -> tuple[Block, ...]:
    """Return the same by industry and by town, for the annex."""
    return tuple(_benefit(asking, by, caption) for by, caption in GROUPS[2:])


def _benefit(asking: Asking, by: str, caption: str) -> Table:
    found = asking.rows("benefit_per_yuan", by=by, limit=ALL)
    source = asking.source("benefit_per_yuan", (PAID, "tax_registration", *FIGURES), by=by)
    fields = (
        text(caption, "name"),
        money("本级补助", "local"),
        count("可比企业", "compared"),
        money("此前留成", "tax_local_before"),
        money("此后留成", "tax_local_after"),
        number("每元变化", "local_gain_per_yuan", "元", 3),
        percent("收入变化", "revenue_change"),
        percent("用工变化", "staff_change"),
    )
    note = (
        "留成为可比企业的年均地方留成；每元变化为可比企业每元本级补助对应的留成年均变化（“本级补助”栏为全部受补企业，两者不能相除）；"
        "可比企业不足10家的只供参考，没有可比企业的不作比较。"
    )
    title = "全部受补企业受补前后" if by == "city" else f"受补前后（按{caption}）"
    return table(title, fields, found, source, note=note)


def _chart(found: list[Row], caption: str, source: Source) -> tuple[Block, ...]:
    sure = [r for r in found if (r["compared"] or 0) >= COMPARED and r["local_gain_per_yuan"] is not None]
    if len(sure) < 2:
        return (Text(f"可比企业达到10家的{caption}不足两个，不作图。"),)
    lines = (Series("每元本级补助的地方留成年均变化", tuple(float(r["local_gain_per_yuan"]) for r in sure)),)
    alt = f"可比企业10家以上的{caption}，每元本级补助的地方留成年均变化，单位元。"
    title = f"每元本级补助的地方留成年均变化（按{caption}，可比10家以上）"
    return (Chart(title, Shape.RANK, tuple(str(r["name"]) for r in sure), lines, "元", source, alt),)


def compared(asking: Asking, year: int | None) -> tuple[Section, ...]:
    """Return firms beside the median of their industry and size, and beside unsupported firms like them."""
    return (
        Section("与同行业、同规模企业的中位数相比", (_peers_told(asking, year),)),
        Section("与未受补的相似企业相比", _matched(asking)),
    )


def _peer_rows(asking: Asking, year: int | None) -> tuple[int, list[Row]]:
    """Return the last full year and its rows of peers for the twenty firms that got most."""
    at = year if year and asking.months.get(year) == 12 else asking.full_year
    rows = []
    for firm in asking.rows("supported_firms", year=year, limit=20):
        found = [r for r in asking.rows("support_peers", enterprise=firm["id"]) if r["year"] == at]
        rows += [
            {**r, "name": firm["name"], "got": firm["amount"], "sources": firm["sources"]} for r in found
        ]
    return at, rows


def _peers_told(asking: Asking, year: int | None) -> Block:
    at, rows = _peer_rows(asking, year)
    if not rows:
        return Missing("同类中位数", "受补最多的企业没有同行业大类、同规模的同类，或没有应税收入。")
    known = [r for r in rows if r["caution"] is None and r["revenue_change"] is not None]
    ahead = len([r for r in known if _ahead(r)])
    return Text(
        f"补助最多的二十家中，{len(rows)}家有同类可比，其中同类在5家以上而且有上年收入的{len(known)}家；"
        f"{period(asking, at)}应税收入增幅高于同类中位数的{ahead}家。逐家见附表。"
    )


def peers(asking: Asking, year: int | None) -> tuple[Block, ...]:
    """Return the twenty firms that got most beside the median of their peers, for the annex."""
    at, rows = _peer_rows(asking, year)
    fields = (
        text("企业", "name"),
        money("补助", "got"),
        text("同类", lambda r: f"{r['industry']}，收入{size_told(r['size'])}"),
        count("同类家数", "peers"),
        percent("收入增幅", "revenue_change"),
        percent("同类中位数", "revenue_change_median"),
        percent("税收占收入", "tax_share"),
        percent("同类中位数", "tax_share_median"),
        text("提示", "caution"),
    )
    source = asking.source(
        "support_peers", (PAID, "tax_registration", *FIGURES), also="逐家加 --param enterprise=编号"
    )
    return (table(f"补助最多的企业与同类（{at}年）", fields, rows, source),) if rows else ()


def _ahead(row: Row) -> bool:
    own, middle = row["revenue_change"], row["revenue_change_median"]
    return own is not None and middle is not None and own > middle


_DIFFERENCE: Final = (
    count("对数", "pairs"),
    number("差", "difference", places=1),
    text("95%区间", lambda r: None if r["low"] is None else f"{r['low']:+.1f}至{r['high']:+.1f}"),
    text("停业等（受补/对照）", lambda r: f"{r['own_gone']}/{r['control_gone']}"),
    text("说明", "verdict"),
)


def _matched(asking: Asking) -> tuple[Block, ...]:
    rows = [
        {**r, "after": f"第{after}年" if after else "当年"}
        for after in (0, 1, 2)
        for r in asking.rows("support_matched", after=after)
    ]
    if not rows:
        return (Missing("相似企业", "没有可配对的未受补企业，或首次受补前后没有完整年份。"),)
    source = asking.source("support_matched", (PAID, "tax_registration", *FIGURES))
    told = (
        text("时点", "after"),
        text("指标", lambda r: r["figure"].replace("（不减退税）", "")),
        *_DIFFERENCE,
    )
    note = (
        "每家受补企业配最近的一家未受补企业（同年、同行业大类、同规模档，收入相差不超过一倍）；差为对数百分点，"
        "停业等不在差值里，两边相差多时不可信。税收不减退税。"
    )
    city = table("受补企业与相似的未受补企业变化之差", told, rows, source, note=note)
    return (city, *_matched_by_policy(asking))


def _matched_by_policy(asking: Asking) -> tuple[Block, ...]:
    rows: list[Row] = []
    for policy in asking.rows("subsidies_by", by="policy", year=None, limit=ALL)[:8]:
        found = asking.rows("support_matched", after=1, policy=policy["group"])
        rows += [{**r, "policy": policy["name"]} for r in found if r["figure"] == "应税收入"]
    if not rows:
        return ()
    source = asking.source(
        "support_matched", (PAID, "tax_registration", *FIGURES), also="逐条加 --param policy=名称"
    )
    return (table("应税收入变化之差（按政策，第1年）", (text("政策", "policy"), *_DIFFERENCE), rows, source),)
