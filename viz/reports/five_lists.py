"""五图五清单: the five lists of firms, projects, parks, gaps and candidates, support and problems."""

from typing import Any, Final

from queries.chain_board import ChainBoard
from queries.tiers import flag
from viz.reports import values
from viz.reports.asking import Asking, Row, count, datasets_of, money, share, table, text
from viz.reports.document import Block, Chart, Missing, Section, Series, Shape, Text
from viz.reports.five_firms import ALL, key_firms, standing
from viz.reports.five_maps import FIRMS, UNIT, places
from viz.reports.help_cases import in_hand, listed
from viz.reports.kinds import Desk

PAID: Final = "subsidy_payment"
NEAREST: Final = 5
"""Candidates listed for each gap or weak node."""


def lists(desk: Desk, asking: Asking, board: ChainBoard) -> tuple[Section, ...]:
    """Return the five lists."""
    return (
        Section("重点企业清单", _firms(asking, board)),
        Section("重点项目清单", _projects(asking, board)),
        Section("重点园区（平台）清单", _parks(asking, board)),
        Section("缺链弱链（补短板和招商）清单", _lacks(asking, board)),
        Section("政策支持与问题需求清单", _support(desk, asking, board)),
    )


def _firms(asking: Asking, board: ChainBoard) -> tuple[Block, ...]:
    found = key_firms(asking, board)
    if not found:
        return (Text("链上没有在官方名单上或居环节首位的A、B级企业。"),)
    source = asking.source(
        "key_firms",
        datasets_of(found),
        also=f"chanye query run chain_firms --param chain={board.title}",
    )
    fields = (
        text("企业", "name"),
        text("镇街", "town"),
        text("环节", "nodes"),
        text("等级", "grade"),
        money("应税收入", "revenue"),
        money("税收贡献", "tax"),
        text("入选依据", "why"),
    )
    head = (
        "在官方名单（龙头、规上限上、上市、高新、专精特新、瞪羚）上或居环节首位的"
        f"A、B级企业{len(found)}家，按应税收入排列。"
    )
    return (Text(head), table("重点企业清单", fields, found, source))


def _projects(asking: Asking, board: ChainBoard) -> tuple[Block, ...]:
    found = asking.rows("chain_projects", chain=board.title, limit=ALL)
    if not found:
        return (Text("链上企业没有作为业主的项目。"),)
    waiting = {r["id"]: r["waiting_days"] for r in asking.rows("stalled_projects")}
    total = sum(r["investment"] or 0 for r in found)
    stages: dict[str, int] = {}
    for row in found:
        stages[row["stage"] or "未报手续"] = stages.get(row["stage"] or "未报手续", 0) + 1
    told = "、".join(f"{k}{n}个" for k, n in sorted(stages.items(), key=lambda i: (-i[1], i[0])))
    head = f"链上企业作为业主的项目{len(found)}个，已知总投资{values.money(total)}；所处阶段：{told}。"
    source = asking.source(
        "chain_projects", datasets_of(found), "业主同时做别的行业时未必属于本链", chain=board.title
    )
    fields = (
        text("项目", "project"),
        text("镇街", "town"),
        text("业主", "owners"),
        money("总投资", lambda r: r["investment"] or r["agreed"]),
        share(
            "累计完成",
            lambda r: r["cumulative"] / r["investment"] if r["cumulative"] and r["investment"] else None,
        ),
        text("已到手续", "stage"),
        count("停滞天数", lambda r: waiting.get(r["id"])),
    )
    note = "没有立项总投资的取招商协议投资；停滞天数是线索，手续可能没有报送。"
    return (Text(head, source), table("重点项目清单", fields, found, source, note=note))


def _parks(asking: Asking, board: ChainBoard) -> tuple[Block, ...]:
    _, parks = places(asking, board)
    whole = {r["park"]: r for r in asking.rows("park_overview")}
    rows = [
        {**r, "all": whole.get(r["park"], {}), "sources": whole.get(r["park"], {}).get("sources") or []}
        for r in parks
        if r["grade_a"] + r["grade_b"]
    ]
    if not rows:
        return (Text("链上没有入驻园区的A、B级企业。"),)
    source = asking.source("chain_by_park", ("park_firm", "park_development"), chain=board.title)
    fields = (
        text("园区", "park"),
        count("链上A、B级", lambda r: r["grade_a"] + r["grade_b"], "家次"),
        money("链上应税收入", "revenue"),
        count("园区企业", lambda r: r["all"].get("firms"), "家"),
        share("开发比例", lambda r: r["all"].get("developed_share")),
        money("亩均税收", lambda r: r["all"].get("tax_per_mu"), "元"),
    )
    note = "亩均税收为园区全部企业的税收贡献 ÷ 已开发面积；园区自报税收口径不同，未列。"
    return (table("重点园区清单", fields, rows, source, note=note),)


def _lacks(asking: Asking, board: ChainBoard) -> tuple[Block, ...]:
    gaps: list[dict[str, Any]] = [{**r, "kind": "缺链", "why": f"线索{r['clues']}家"} for r in board.gaps]
    rows = [*gaps, *({**r, "kind": "弱链", "why": r["reasons"]} for r in board.weak)]
    if not rows:
        return (Text("没有缺链和弱链环节。"),)
    rows.sort(key=lambda r: (-r["lost"], r["node"]))
    source = asking.source(
        "chain_gaps",
        FIRMS,
        "受影响只是可能",
        also=f"chanye query run chain_weak_nodes --param chain={board.title}",
        chain=board.title,
    )
    fields = (
        text("环节", lambda r: f"{r['stage']}·{r['node']}"),
        text("状态", "kind"),
        text("原因", "why"),
        text("本地配套", lambda r: "必须" if r["must_be_local"] else "可外购"),
        text("可能受影响的环节", lambda r: [*r["upstream"], *r["downstream"]] or None),
        count("重要性", "importance"),
    )
    return (table("缺链弱链清单", fields, rows, source, most=30), *_candidates(asking, board, rows))


def _candidates(asking: Asking, board: ChainBoard, rows: list[Row]) -> tuple[Block, ...]:
    short = [r["node"] for r in rows if r["kind"] == "缺链" or any("企业少于" in x for x in r["reasons"])]
    found = [
        c
        for node in short
        for c in asking.rows("gap_candidates", chain=board.title, node=node, limit=NEAREST)
    ]
    if not found:
        return (Missing("可培育的企业", "没有经营范围、行业、词语相近的企业，要靠招商。"),)
    source = asking.source("gap_candidates", datasets_of(found), "距离1最近；是线索", chain=board.title)
    fields = (
        text("补哪个环节", "node"),
        text("企业", "name"),
        count("距离", "distance"),
        text("依据", "because"),
        text("还差什么", "missing"),
        money("应税收入", "revenue"),
    )
    note = "距离1：文字已写有该环节的产品；2至4：行业、词语或相邻环节相近。招商目标企业在外地，数据中没有。"
    return (table("可培育、可转产的企业", fields, found, source, note=note, most=30),)


def _support(desk: Desk, asking: Asking, board: ChainBoard) -> tuple[Block, ...]:
    found = asking.rows("chain_support", chain=board.title)
    cases = in_hand(desk, {r["id"] for r in standing(asking, board)})
    needs = listed(desk, cases, "需求清单（企业帮扶在办）", "企业帮扶台账上没有链上企业的在办事项。")
    return (*_paid(asking, board, found), *_problems(asking, board), needs)


def _paid(asking: Asking, board: ChainBoard, found: list[Row]) -> tuple[Block, ...]:
    if not found:
        return (Text("链上A、B级企业没有认定到的补助。"),)
    source = asking.source("chain_support", (PAID,), "补助按企业归链", chain=board.title)
    by_policy: dict[str, dict[str, Any]] = {}
    for row in found:
        own = by_policy.setdefault(
            row["policy"], {"policy": row["policy"], "sources": [], **dict.fromkeys(_SUMS, 0)}
        )
        own["sources"] += row["sources"]
        for key in _SUMS:
            own[key] += row[key]
    rows = sorted(by_policy.values(), key=lambda r: (-r["amount"], r["policy"]))
    years = sorted({r["year"] for r in found})
    sums = tuple(sum(r["amount"] for r in found if r["year"] == y) / UNIT for y in years)
    labels = tuple(
        f"{y}年" if asking.months.get(y) == 12 else f"{y}年1—{asking.months.get(y)}月" for y in years
    )
    alt = f"{board.chain}企业历年得到的补助，单位万元。"
    chart = Chart("链上企业得到的补助", Shape.BAR, labels, (Series("补助", sums),), "万元", source, alt)
    fields = (
        text("政策", "policy"),
        count("笔数", "payments"),
        money("金额", "amount"),
        money("其中本级", "local"),
        money("其中上级", "upper"),
    )
    return (table("政策支持清单", fields, rows, source), *((chart,) if len(years) > 1 else ()))


_SUMS: Final = ("payments", "amount", "local", "upper")


def _problems(asking: Asking, board: ChainBoard) -> tuple[Block, ...]:
    own = {r["id"] for r in standing(asking, board)}
    found = [r for r in asking.rows("early_signals", limit=ALL) if r["enterprise_id"] in own]
    if not found:
        return (Text("链上A、B级企业没有早期信号。"),)
    fields = (
        text("企业", "enterprise"),
        text("镇街", "town"),
        text("信号", lambda r: flag(r["kind"])),
        text("情况", "detail"),
    )
    source = asking.source("early_signals", datasets_of(found), "信号不说明企业有困难，供走访")
    return (table("问题清单（早期信号）", fields, found, source),)
