"""一企一档: honours, projects and their delays, land and buildings, and the place on industry chains."""

from datetime import date
from typing import Any, Final

from viz.reports import values
from viz.reports.asking import (
    Asking,
    Row,
    count,
    datasets_of,
    day,
    money,
    number,
    share,
    table,
    text,
)
from viz.reports.document import Block, Missing, Section, Text

MU: Final = 666.67
"""Square metres of a 亩."""

GRADES: Final = (
    "A级：在册，环节有依据，有经营；B级：行业相符，有经营；C级：只有经营范围等文字提到，或没有经营。"
)


def assets(asking: Asking, firm: str, as_of: date) -> tuple[Section, ...]:
    """Return the sections on honours, projects, land and chains."""
    return (
        Section("荣誉资质", (_honours(asking, firm, as_of),)),
        Section("项目", _projects(asking, firm)),
        Section("土地与房产", _land(asking, firm)),
        Section("产业链位置", _chains(asking, firm)),
    )


def _honours(asking: Asking, firm: str, as_of: date) -> Block:
    found = asking.rows("enterprise_honours", enterprise=firm)
    if not found:
        return Text("没有认定到本企业的荣誉资质和名单。")
    valid = {r["source"] for r in asking.rows("enterprise_honours", enterprise=firm, as_of=as_of)}
    fields = (
        text("类别", "kind"),
        text("级别", "level"),
        day("认定", lambda r: r["dated_on"] or (str(r["year"]) if r["year"] else None)),
        day("有效期至", "valid_to"),
        text("现在有效", lambda r: "有效" if r["source"] in valid else "否"),
    )
    note = "三年有效期是惯例；按年公布的名单以最近一份为准，最近一份还没有报来的按上一年。"
    source = asking.source("enterprise_honours", datasets_of(found), enterprise=firm)
    return table("荣誉资质与名单", fields, found, source, note=note)


def _projects(asking: Asking, firm: str) -> tuple[Block, ...]:
    found = asking.rows("enterprise_projects", enterprise=firm)
    if not found:
        return (Text("没有认定到本企业参与的项目。"),)
    waiting = {r["id"]: r for r in asking.rows("stalled_projects") if firm in r["owner_ids"]}
    source = asking.source("enterprise_projects", datasets_of(found), enterprise=firm)
    fields = (
        text("项目", "project"),
        text("本企业角色", "roles"),
        money("总投资", "investment"),
        text("已到手续", _stage),
        count("已停天数", lambda r: waiting.get(r["project_id"], {}).get("waiting_days")),
    )
    told = [
        f"“{r['project']}”停在{r['stage']}已{r['waiting_days']:,}天，下一步是{r['next_stage']}"
        for r in waiting.values()
    ]
    late = (
        f"停滞线索{len(told)}个：{'；'.join(told)}（手续可能没有报送，以核实为准）。"
        if told
        else "没有停滞的项目。"
    )
    return (Text(late, source), table("参与的项目", fields, _by_project(found), source))


def _stage(row: Row) -> str | None:
    reached = f"（{values.day(row['stage_on'].to_native())}）" if row["stage_on"] else ""
    return f"{row['stage']}{reached}" if row["stage"] else None


def _by_project(found: list[Row]) -> list[Row]:
    """Put the roles of one project into one row, projects with the newest step first."""
    rows: dict[str, dict[str, Any]] = {}
    for row in found:
        own = rows.setdefault(row["project_id"], {**row, "roles": [], "sources": []})
        own["roles"].append(row["role"])
        own["sources"].extend(row["sources"])
    return sorted(rows.values(), key=lambda r: (str(r["stage_on"] or ""), r["project_id"]), reverse=True)


def _land(asking: Asking, firm: str) -> tuple[Block, ...]:
    held = asking.rows("enterprise_holdings", enterprise=firm)
    pledged = asking.rows("enterprise_mortgages", enterprise=firm)
    used = [
        r for r in asking.rows("enterprise_land", enterprise=firm) if str(r["place_id"]).startswith("bld")
    ]
    told: list[Block] = [Text(_per_mu(asking, firm, held))]
    if held:
        fields = (
            text("坐落", "place"),
            day("取得日期", "from_on"),
            text("现状", lambda r: f"{values.day(r['to_on'].to_native())}失去" if r["to_on"] else "持有"),
            number("宗地面积", lambda r: None if r["area"] is None else r["area"] / MU, "亩"),
            money("抵押金额", "mortgaged"),
            text("依据事项", "basis"),
        )
        source = asking.source("enterprise_holdings", datasets_of(held), enterprise=firm)
        told.append(table("持有的土地", fields, held, source))
    if pledged:
        told.append(_mortgages(asking, firm, pledged))
    if used:
        told.append(_buildings(asking, firm, used))
    return tuple(told)


def _mortgages(asking: Asking, firm: str, pledged: list[Row]) -> Block:
    fields = (
        day("登记日期", "dated_on"),
        text("本企业角色", "role"),
        text("对方", "others"),
        money("抵押金额", "amount"),
        text("坐落", "parcels"),
    )
    note = "没有注销日期，可能已经还清；义务人不一定是借款人。"
    source = asking.source("enterprise_mortgages", datasets_of(pledged), enterprise=firm)
    return table("不动产抵押", fields, pledged, source, note=note)


def _buildings(asking: Asking, firm: str, used: list[Row]) -> Block:
    fields = (text("楼宇", "place"), text("使用方式", "role"), number("面积", "area", "平方米"))
    source = asking.source("enterprise_land", datasets_of(used), enterprise=firm)
    return table("使用的楼宇", fields, used, source)


def _per_mu(asking: Asking, firm: str, held: list[Row]) -> str:
    """Say 亩均税收 over the land that is known to be held whole at the end of the last full year."""
    year = asking.full_year
    then = asking.rows("enterprise_holdings", enterprise=firm, as_of=date(year, 12, 31))
    area = sum(r["area"] or 0 for r in then if r["whole"])
    figures = {r["year"]: r for r in asking.rows("enterprise_figures", enterprise=firm)}
    tax = figures.get(year, {}).get("tax")
    if not held:
        return "没有认定到本企业持有的土地；2020年以前取得而此后没有登记、抵押的看不见，亩均税收无数据。"
    if not area or tax is None:
        return f"{year}年末持有的整宗土地面积不详或没有税收数据，亩均税收无数据。"
    mu = area / MU
    return (
        f"{year}年末已知持有整宗土地{len([r for r in then if r['whole'] and r['area']])}宗、{mu:,.1f}亩，"
        f"按此计亩均税收{values.money(tax / mu)}/亩。"
        "2020年以前取得的土地和租赁的土地可能不在其中，实际亩均税收可能更低。"
    )


def _chains(asking: Asking, firm: str) -> tuple[Block, ...]:
    found = asking.rows("enterprise_chains", enterprise=firm)
    if not found:
        return (Text("不在产业链名单上，经营范围、行业也没有指向八条产业链的环节。"),)
    fields = (
        text("产业链", lambda r: r["chain"].removesuffix("产业链")),
        text("环节", lambda r: "·".join(filter(None, (r["stage"], r["node"] or "未定")))),
        text("等级", "grade"),
        text("依据", "evidence"),
        text("命中词", "words"),
        text("在册年份", lambda r: (r["listed"] or "").replace("-", "—") or None),
    )
    source = asking.source("enterprise_chains", datasets_of(found), enterprise=firm)
    return (table("在产业链上的位置", fields, found, source, note=GRADES), *_whatif(asking, firm))


def _whatif(asking: Asking, firm: str) -> tuple[Block, ...]:
    found = asking.rows("chain_whatif_firm", enterprise=firm)
    if not found:
        return (Missing("退出的影响", "只有A、B级企业才推算。"),)
    fields = (
        text("环节", lambda r: f"{r['chain'].removesuffix('产业链')}·{r['node']}"),
        share("占环节税收", "share"),
        count("余下A、B级", "firms_left", "家"),
        text("环节状态", lambda r: f"{r['state_before']}→{r['state_after']}"),
        text("全链得分", lambda r: f"{r['score_before']:.1f}→{r['score_after']:.1f}"),
        text("可能受影响的环节", lambda r: [*(r["lose_supply"] or ()), *(r["lose_customer"] or ())] or None),
    )
    source = asking.source(
        "chain_whatif_firm", datasets_of(found), "上下游来自模板，没有发票", enterprise=firm
    )
    return (table("假如停产或外迁（推算）", fields, found, source),)
