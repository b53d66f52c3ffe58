"""资金绩效: what firms brought before and after their support, and beside firms like them."""

from typing import Any, Final

from viz.reports.asking import (
    FIGURES,
    Asking,
    Field,
    Row,
    count,
    money,
    number,
    percent,
    table,
    text,
)
from viz.reports.document import Block, Chart, Missing, Section, Series, Shape, Text
from viz.reports.funds_flows import ALL, PAID, period

GROUPS: Final = (("policy", "政策"), ("unit", "预算单位"), ("industry", "行业大类"), ("town", "镇街"))
COMPARED: Final = 10
"""Firms that can be compared from which on a ratio is drawn; docs/support.md."""


def yields(asking: Asking) -> tuple[Section, ...]:
    """Return benefit per yuan and change before and after, by each grouping and over all."""
    sets = (PAID, "tax_registration", *FIGURES)
    source = asking.source("benefit_per_yuan", sets, by="city")
    city = asking.rows("benefit_per_yuan", by="city")
    told = [Section("全市", (table("全部受补企业受补前后", _fields("范围"), city, source),))]
    for by, caption in GROUPS:
        found = asking.rows("benefit_per_yuan", by=by, limit=ALL)
        source = asking.source("benefit_per_yuan", sets, "可比企业不足10家的仅供参考", by=by)
        listed = table(f"每元补助的成效（按{caption}）", _fields(caption), found, source)
        told.append(Section(f"按{caption}", (listed, *_chart(found, caption, source))))
    return tuple(told)


def _fields(caption: str) -> tuple[Field, ...]:
    return (
        text(caption, "name"),
        money("本级补助", "local"),
        count("前后可比企业", "compared"),
        money("此前年均留成", "tax_local_before"),
        money("此后年均留成", "tax_local_after"),
        number("每元本级补助的留成年均变化", "local_gain_per_yuan", "元", 3),
        number("首次受补起四年每元本级补助对应的留成", "local_since_per_yuan", "元", 2),
        percent("收入变化", "revenue_change"),
        percent("用工变化", "staff_change"),
        text("提示", "caution"),
    )


def _chart(found: list[Row], caption: str, source: Any) -> tuple[Block, ...]:  # noqa: ANN401
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
        Section("与同行业、同规模企业的中位数相比", _peers(asking, year)),
        Section("与未受补的相似企业相比", _matched(asking)),
    )


def _peers(asking: Asking, year: int | None) -> tuple[Block, ...]:
    """Put the twenty firms that got most beside the median of their peers in the last full year."""
    at = year if year and asking.months.get(year) == 12 else asking.full_year
    rows = []
    for firm in asking.rows("supported_firms", year=year, limit=20):
        found = [r for r in asking.rows("support_peers", enterprise=firm["id"]) if r["year"] == at]
        rows += [
            {**r, "name": firm["name"], "got": firm["amount"], "sources": firm["sources"]} for r in found
        ]
    if not rows:
        return (Missing("同类中位数", "受补最多的企业没有同行业大类、同规模的同类，或没有应税收入。"),)
    better = [r for r in rows if r["caution"] is None and _ahead(r)]
    known = [r for r in rows if r["caution"] is None and r["revenue_change"] is not None]
    head = (
        f"补助最多的二十家中，{len(rows)}家有同类可比，其中同类在5家以上而且有上年收入的{len(known)}家；"
        f"{period(asking, at)}应税收入增幅高于同类中位数的{len(better)}家。"
    )
    fields = (
        text("企业", "name"),
        money("补助", "got"),
        text("同类", lambda r: f"{r['industry']}，收入{r['size']}元"),
        count("同类家数", "peers"),
        percent("收入增幅", "revenue_change"),
        percent("同类中位数", "revenue_change_median"),
        percent("税收占收入", "tax_share"),
        percent("同类中位数", "tax_share_median"),
        text("提示", "caution"),
    )
    source = asking.source(
        "support_peers", (PAID, "tax_registration", *FIGURES), "逐家以 --param enterprise=编号 查询"
    )
    return (Text(head, source), table(f"补助最多的企业与同类（{at}年）", fields, rows, source))


def _ahead(row: Row) -> bool:
    own, middle = row["revenue_change"], row["revenue_change_median"]
    return own is not None and middle is not None and own > middle


def _matched(asking: Asking) -> tuple[Block, ...]:
    rows = [
        {**r, "after": f"受补后第{after}年" if after else "受补当年", "scope": "全市"}
        for after in (0, 1, 2)
        for r in asking.rows("support_matched", after=after)
    ]
    for policy in asking.rows("subsidies_by", by="policy", year=None, limit=ALL)[:8]:
        found = asking.rows("support_matched", after=1, policy=policy["group"])
        rows += [
            {**r, "after": "受补后第1年", "scope": policy["name"]} for r in found if r["figure"] == "应税收入"
        ]
    if not rows:
        return (Missing("相似企业", "没有可配对的未受补企业，或首次受补前后没有完整年份。"),)
    fields = (
        text("范围", "scope"),
        text("时点", "after"),
        text("指标", "figure"),
        count("对数", "pairs"),
        count("对照企业", "controls"),
        number("变化之差", "difference", "对数百分点", 1),
        text("95%区间", lambda r: None if r["low"] is None else f"{r['low']:+.1f} 至 {r['high']:+.1f}"),
        count("受补方停业等", "own_gone"),
        count("对照方停业等", "control_gone"),
        text("说明", "verdict"),
    )
    note = (
        "每家受补企业配最近的一家未受补企业（同年、同行业大类、同规模档，收入相差不超过一倍）；"
        "停业等不在差值里，两边相差多时不可信。"
    )
    source = asking.source("support_matched", (PAID, "tax_registration", *FIGURES))
    return (table("受补企业与相似的未受补企业变化之差", fields, rows, source, note=note),)
