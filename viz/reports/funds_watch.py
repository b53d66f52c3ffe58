"""资金绩效: who got most, what was flagged, and what money is not yet known to be whose."""

from typing import Final

from queries.tiers import flag
from viz.reports import values
from viz.reports.asking import (
    FIGURES,
    Asking,
    Row,
    count,
    datasets_of,
    day,
    money,
    share,
    table,
    text,
)
from viz.reports.document import Block, Chart, Series, Shape, Text
from viz.reports.funds_flows import ALL, PAID, UNIT, period

OF_MONEY: Final = (
    *("after_closing", "duplicate", "instalment", "other_payee"),
    *("one_person", "one_address", "refund", "shrinking"),
)
TOLD: Final = ("after_closing", "duplicate", "other_payee", "one_person", "shrinking", "idle_land")
FEW: Final = 10


def spread(asking: Asking, year: int | None) -> tuple[Block, ...]:
    """Return how concentrated the money is, and the firms that got most with what they brought."""
    found = asking.rows("supported_firms", year=year, limit=ALL)
    parts = sorted((r["share"] or 0 for r in found), reverse=True)
    half, running = 0, 0.0
    while half < len(parts) and running < 0.5 * sum(parts):
        running += parts[half]
        half += 1
    head = (
        f"认定到的受补企业{len(found):,}家。最多的一家占全部补助的{values.share(parts[0])}，前五家占{values.share(sum(parts[:5]))}，"
        f"前十家占{values.share(sum(parts[:10]))}；一半的资金给了{half}家。"
    )
    source = asking.source("supported_firms", (PAID,), year=year)
    top = found[:10]
    lines = (Series("补助金额", tuple(r["amount"] / UNIT for r in top)),)
    alt = f"补助最多的{len(top)}家企业，单位万元。"
    title = f"补助金额前{len(top)}位的企业"
    chart = Chart(title, Shape.RANK, tuple(r["name"] for r in top), lines, "万元", source, alt)
    return (Text(head + "名单见附表。", source), *((chart,) if len(top) > 1 else ()))


def firms(asking: Asking, year: int | None) -> tuple[Block, ...]:
    """Return the firms that got most with what they brought, for the annex."""
    found = asking.rows("supported_firms", year=year, limit=ALL)
    note = "税收、留成为有补助以来各年合计" if year is None else ""
    source = asking.source("supported_firms", (PAID, *FIGURES), note, year=year)
    fields = (
        text("企业", "name"),
        text("镇街", "town"),
        text("行业", "industry"),
        count("笔数", "payments"),
        money("补助", "amount"),
        money("其中本级", "local"),
        share("占比", "share"),
        money("同期税收贡献", "tax"),
        money("同期地方留成", "tax_local"),
        count("线索", "flags"),
    )
    return (table("受补企业（按金额）", fields, found, source, most=30),)


def leads(asking: Asking, year: int | None) -> list[Row]:
    """Return the counts of flags on support money, by kind and certainty."""
    return [r for r in asking.rows("flags", year=year) if r["kind"] in OF_MONEY]


def flagged(asking: Asking, year: int | None) -> tuple[Block, ...]:
    """Return flags by kind with their certainty, and of each important kind the ten that come first."""
    found = [r for r in asking.rows("flags", year=year) if r["kind"] in (*OF_MONEY, "idle_land")]
    scope = period(asking, year) if year else "全部年份"
    if not found:
        return (Text(f"{scope}没有补助和用地方面的线索。"),)
    source = asking.source("flags", (PAID, "tax_registration", "land_grant"), "线索不是结论", year=year)
    fields = (
        text("类别", lambda r: flag(r["kind"])),
        text("把握", "certainty"),
        count("条数", "flags"),
        count("企业数", "enterprises"),
        money("涉及金额", "amount"),
    )
    note = "确定：数据行本身即可说明；很可能：推断；线索：只供参考。疑似闲置土地的金额是出让价款，不是补助。"
    return (table(f"线索汇总（{scope}）", fields, found, source, note=note), Text("要点逐条见附表。"))


def leads_listed(asking: Asking, year: int | None) -> tuple[Block, ...]:
    """Return of each important kind the flags that come first, for the annex."""
    kinds = {r["kind"] for r in asking.rows("flags", year=year)}
    return tuple(_listed(asking, kind, year) for kind in TOLD if kind in kinds)


def _listed(asking: Asking, kind: str, year: int | None) -> Block:
    found = asking.rows(f"flag_{kind}", year=year, limit=ALL)
    fields = (
        text("企业", lambda r: r["enterprises"] or "待核对"),
        day("所属期", "period"),
        money("金额", "amount"),
        text("把握", "certainty"),
        text("情况", "detail"),
        text("依据", "evidence"),
    )
    source = asking.source(f"flag_{kind}", datasets_of(found), year=year)
    return table(flag(kind), fields, found, source, most=FEW)


def unmatched(asking: Asking, year: int | None) -> tuple[Block, ...]:
    """Return in yuan how surely the firms of the payments are known."""
    found = asking.rows("subsidies_matching", year=year)
    total = sum(r["amount"] for r in found)
    source = asking.source("subsidies_matching", (PAID,), year=year)
    fields = (
        text("认定", "decision"),
        text("缘由", "reason"),
        count("笔数", "payments"),
        money("金额", "amount"),
        share("占比", lambda r: r["amount"] / total if total else None),
        money("其中本级", "local"),
        count("名称写法", "names"),
    )
    waiting = sum(r["amount"] for r in found if r["decision"] == "待核对")
    part = values.share(waiting / total if total else None)
    head = f"待核对受补企业的有{values.money(waiting)}，占{part}。"
    return (Text(head, source), table("补助的匹配情况", fields, found, source))
