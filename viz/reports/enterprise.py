"""一企一档: one firm as an office files it, from every named query that tells of it."""

from typing import Final

from core.errors import NotFoundError
from queries import resolve_enterprise
from viz.reports import values
from viz.reports.asking import Asking, Row, against, joined, years_told
from viz.reports.document import Items, Missing, Report, Section
from viz.reports.enterprise_assets import assets
from viz.reports.enterprise_identity import identity, quality, views
from viz.reports.enterprise_results import payments, results, support
from viz.reports.enterprise_watch import open_tickets, watch
from viz.reports.help_cases import in_hand, listed
from viz.reports.kinds import Desk

KIND: Final = "一企一档"
CAVEATS: Final = (
    "税收贡献为净入库（不含社保费、非税收入和免抵调科目）加免抵调增；“不减退税”为扣除留抵退税等退库之前的数。",
    "应税收入为增值税主表的申报收入，不是营业收入；参保人数取企业职工基本养老保险；用电只有重点企业报送，没有数据不等于没有用电。",
    "本级补助按没有上级指标文号推定，与地方留成相比；上级资金另列。2020年以前的补助不在数据中。",
    "与同类、与相似企业的比较只说明差别，不说明补助的作用。",
    "线索、信号、疑似关联只供核实，不是结论。",
    "尚待核对的记录不计入任何数字。",
    "数字为图谱当前所知；截至日只用来判断荣誉是否有效、校核单是否了结。",
)


def make(desk: Desk, subject: str) -> Report:
    """Return the file of one firm, by name, code or id; raises NotFoundError and AmbiguousError."""
    asking = desk.asking
    firm = resolve_enterprise(subject, asking.session)
    found = asking.rows("enterprise_profile", enterprise=firm)
    if not found:
        raise NotFoundError(f"图谱里没有企业“{subject}”。", advice="请先 chanye refresh。")
    who = found[0]
    tickets = open_tickets(desk.ledger, who, desk.as_of)
    cases = in_hand(desk, {firm})
    sections = (
        identity(asking, who),
        results(asking, firm),
        support(asking, firm),
        *assets(asking, firm, desk.as_of),
        watch(asking, firm, tickets, listed(desk, cases, "在办的帮扶事项", "企业帮扶台账上没有在办事项。")),
        Section("数据来源与匹配质量", quality(asking, firm)),
        Section("数据不能说明的", _unknown()),
        Section("建议", (Items(advice(asking, firm, len(tickets), len(cases))),)),
        *_annexes(asking, firm),
    )
    return Report(
        kind=KIND,
        title=f"{who['name']}企业档案",
        subject=who["name"],
        office=desk.office,
        as_of=desk.as_of,
        made=desk.made,
        sections=sections,
        summary=summary(asking, who, len(tickets)),
        caveats=CAVEATS,
    )


def _annexes(asking: Asking, firm: str) -> tuple[Section, ...]:
    told = (
        payments(asking, firm),
        views(asking, firm, annex=True),
        quality(asking, firm, annex=True),
    )
    return tuple(Section(f"附表{n}", blocks) for n, blocks in enumerate(filter(None, told), 1))


def summary(asking: Asking, who: Row, tickets: int) -> str:
    """Say in one paragraph who the firm is, what it brings, what it got, and what to look at."""
    firm, year = who["id"], asking.full_year
    return (
        _introduced(who)
        + _figures(asking, firm, year)
        + _supported(asking, firm)
        + _watched(asking, firm, tickets)
    )


def _introduced(who: Row) -> str:
    code = f"（统一社会信用代码{who['code']}）" if who["code"] else "（没有统一社会信用代码）"
    opened = f"，{values.day(who['valid_from'].to_native())}开办" if who["valid_from"] else ""
    place = f"登记在{who['town']}" if who["town"] else "登记镇街不详"
    if not who["registered"]:
        place = "不在本市登记名录"
    alive = "近12个月有经营迹象" if who["alive"] else "近12个月没有经营迹象"
    trade = f"，属{who['industry']}" if who["industry"] else ""
    status = f"，纳税人状态为{who['status']}" if who["status"] else ""
    return f"{who['name']}{code}，{place}{trade}{opened}{status}，{alive}。"


def _figures(asking: Asking, firm: str, year: int) -> str:
    by_year = {r["year"]: r for r in asking.rows("enterprise_figures", enterprise=firm)}
    now, then = by_year.get(year), by_year.get(year - 1, {}) if asking.months.get(year - 1) == 12 else {}
    if not now:
        return f"{year}年没有税收、收入、用工的记录。"
    parts = []
    if now["tax"] is not None:
        gross = (
            f"（不减退税{values.money(now['tax_before_refunds'])}）"
            if now["tax"] != now["tax_before_refunds"]
            else ""
        )
        moved = against(now["tax_before_refunds"], then.get("tax_before_refunds"))
        parts.append(
            f"税收贡献{values.money(now['tax'])}{gross}，其中地方留成{values.money(now['tax_local'])}，"
            f"不减退税口径{moved}"
        )
    if now["revenue"] is not None:
        moved = against(now["revenue"], then.get("revenue"))
        parts.append(f"应税收入{values.money(now['revenue'])}，{moved}")
    if now["staff"] is not None:
        parts.append(f"年末参保{now['staff']:,}人")
    return f"{year}年{joined(parts)}" if parts else f"{year}年没有税收、收入、用工的记录。"


def _supported(asking: Asking, firm: str) -> str:
    paid = asking.rows("support_profile", enterprise=firm)
    got = [r for r in paid if r["payments"]]
    if not got:
        return "2020年以来没有认定到的补助。"
    local, upper = (sum(r[k] or 0 for r in got) for k in ("subsidy_local", "subsidy_upper"))
    since = min(r["year"] for r in got)
    kept = sum(r["tax_local"] or 0 for r in paid if r["year"] >= since)
    times = f"，为本级补助的{kept / local:.2f}倍" if local > 0 and kept > 0 else ""
    return (
        f"{years_told(r['year'] for r in got)}得到补助{sum(r['payments'] for r in got)}笔、"
        f"{values.money(local + upper)}，其中本级{values.money(local)}、上级{values.money(upper)}；"
        f"{since}年以来地方留成合计{values.money(kept)}{times}（两者并列，不说明因果）。"
    )


def _watched(asking: Asking, firm: str, tickets: int) -> str:
    flags = len(asking.rows("enterprise_flags", enterprise=firm))
    told = f"有线索和信号{flags}条" if flags else "没有线索和信号"
    waiting = f"，未了结的校核单{tickets}件" if tickets else ""
    return f"{told}{waiting}，均供核实，不是结论。" if flags or tickets else f"{told}。"


def _unknown() -> tuple[Missing, ...]:
    return (
        Missing("利润、资产负债、研发投入", "54个数据集没有企业财务报表。"),
        Missing("股东与实际控制人", "登记数据不报股东；关联只能由共同的人员、电话、地址推断。"),
        Missing("供应商与客户", "没有发票数据；上下游来自产业链模板，不是真实往来。"),
        Missing("贷款、税收减免等其他扶持", "只有财政补助拨款；税收优惠、贴息、用地优惠没有报送。"),
        Missing("注销、迁移的确切日期", "登记数据只报现状，注销日期只能定上下限。"),
    )


def advice(asking: Asking, firm: str, tickets: int, cases: int) -> tuple[str, ...]:
    """Return what to do next, each by a rule on the data; nothing is added that the data do not say."""
    told = [
        *_on_rows(asking, firm),
        *([f"请报送单位答复未了结的校核单{tickets}件。"] if tickets else []),
        *([f"请承办单位按期答复在办的帮扶事项{cases}件。"] if cases else []),
        *_on_flags(asking, firm),
        *_on_projects(asking, firm),
        *_on_figures(asking, firm),
    ]
    return tuple(told) or ("按现有数据没有需要办理的事项，随下期数据更新。",)


def _on_rows(asking: Asking, firm: str) -> list[str]:
    waiting = [r for r in asking.rows("enterprise_matching", enterprise=firm) if r["decision"] == "待核对"]
    if not waiting:
        return []
    names = "、".join(dict.fromkeys(r["dataset"] for r in waiting))
    return [
        f"先核对拟归到本企业的{sum(r['rows'] for r in waiting)}行记录（{names}），核对前有关数字可能偏少。"
    ]


def _on_flags(asking: Asking, firm: str) -> list[str]:
    flags = asking.rows("enterprise_flags", enterprise=firm)
    signals = [r for r in flags if r["kind"].startswith("signal_")]
    money = [r for r in flags if not r["kind"].startswith("signal_") and r["kind"] != "idle_land"]
    land = [r for r in flags if r["kind"] == "idle_land"]
    return [
        *([f"请拨款单位核实补助方面的线索{len(money)}条。"] if money else []),
        *([f"请自然资源部门核实用地线索{len(land)}条（约定的开工日期不在数据中）。"] if land else []),
        *([f"请属地镇街和行业主管部门走访，了解{len(signals)}条早期信号的原因。"] if signals else []),
    ]


def _on_projects(asking: Asking, firm: str) -> list[str]:
    waiting = [r for r in asking.rows("stalled_projects") if firm in r["owner_ids"]]
    return [
        f"请主管单位了解项目“{r['project']}”停在{r['stage']}{r['waiting_days']}天的原因，协调{r['next_stage']}。"
        for r in waiting
    ]


def _on_figures(asking: Asking, firm: str) -> list[str]:
    year = asking.full_year
    by_year = {r["year"]: r for r in asking.rows("enterprise_figures", enterprise=firm)}
    now, then = by_year.get(year), by_year.get(year - 1)
    if not now or not then or asking.months.get(year - 1) != 12:
        return []
    fallen = [
        f"{what}下降{-moved:.0%}"
        for key, what in (("revenue", "应税收入"), ("staff", "参保人数"))
        if (moved := values.growth(now[key], then[key])) is not None and moved <= -0.2
    ]
    return [f"{year}年{'、'.join(fallen)}，请行业主管部门了解原因。"] if fallen else []
