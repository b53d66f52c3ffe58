"""一企一档: related firms, flags and early signals, correction tickets and cases of help that are open."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from queries.groups import groups
from store import tickets
from store.ledger import Ledger
from store.tickets import UNSETTLED, Case
from viz.reports.asking import Asking, Row, datasets_of, day, number, table, text
from viz.reports.document import Block, Section, Source, Text
from viz.reports.enterprise_results import flags_of


def watch(asking: Asking, firm: str, open_cases: Sequence[Case], help_cases: Block) -> Section:
    """Return the section on relations, flags, tickets and cases of help that are open."""
    return Section(
        "关联、线索与待办",
        sections=(
            Section("任职与关联企业", _related(asking, firm)),
            Section("疑似同一控制（线索）", _group(asking, firm)),
            Section("线索与早期信号", flags_of(asking, firm)),
            Section("未了结的校核单", _tickets(asking, open_cases)),
            Section("企业帮扶", (help_cases,)),
        ),
    )


def _related(asking: Asking, firm: str) -> tuple[Block, ...]:
    found = asking.rows("enterprise_related", enterprise=firm)
    if not found:
        return (Text("没有任职、总分机构、前身后身和同一人任职的记录。"),)
    fields = (
        text("关系", "relation"),
        text("名称或姓名", "name"),
        text("说明", lambda r: [*([f"经由{r['person']}"] if r["person"] else []), *r["detail"]] or None),
        day("从", "since"),
        day("到", "until"),
    )
    note = "同一人任职凭姓名和电话，疑似同一的在等核对，都不是结论。"
    source = asking.source("enterprise_related", datasets_of(found), enterprise=firm)
    return (table("任职与关联", fields, _by_person(found), source, note=note),)


def _by_person(found: Sequence[Row]) -> list[Row]:
    """Put what one person is at the firm, by the roles of the sources, into one row."""
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in found:
        key = (row["relation"], row["id"], row["person"] or "")
        own = rows.setdefault(key, {**row, "detail": [], "sources": [], "since": None, "until": None})
        own["detail"] += [row["detail"]] if row["detail"] else []
        own["sources"] += row["sources"]
        own["since"] = min(filter(None, (own["since"], row["since"])), default=None)
        own["until"] = max(filter(None, (own["until"], row["until"])), default=None)
    return list(rows.values())


def _group(asking: Asking, firm: str) -> tuple[Block, ...]:
    found = groups(asking.session, firm=firm, limit=1)
    if not found:
        return (Text("没有与其他企业共同的法定代表人、电话、地址等可疑的共同点。"),)
    source = Source(
        (), "最近一次归一", f"chanye relation groups --firm {firm}", "由共同的人员、电话、地址推断"
    )
    sets = datasets_of(found)
    told = asking.source("enterprise_related", sets).datasets if sets else ()
    source = Source(told, asking.until(sets), source.command, source.note)
    members = [
        {"member": m, "core": found[0]["core"], "weakest": found[0]["weakest"]} for m in found[0]["members"]
    ]
    fields = (
        text("核心企业", "core"),
        text("疑似同一控制的企业（依据）", "member"),
        number("最弱联系", "weakest", places=1),
    )
    return (table("疑似同一控制的企业", fields, members, source, note="没有股权数据，只是线索。"),)


def open_tickets(ledger: Ledger, who: Row, as_of: date) -> list[Case]:
    """Return correction tickets that are not settled and whose subject or cells name this firm."""
    names = {n for n in (who["name"], who["code"], *(who["names"] or ())) if n}
    with ledger.session() as session:
        cases = tickets.cases(session, known_on=datetime.combine(as_of, datetime.max.time())).values()
        session.expunge_all()
    return [c for c in cases if c.state in UNSETTLED and _about(c, names)]


def _about(case: Case, names: set[str]) -> bool:
    told = {str(row.get(k)) for row in case.rows for k in ("value", "expected")}
    return bool(told & names) or any(n in case.ticket.subject for n in names)


def _tickets(asking: Asking, cases: Sequence[Case]) -> tuple[Block, ...]:
    if not cases:
        return (Text("没有点名本企业而未了结的校核单。"),)
    rows = [
        {
            "id": c.ticket.id,
            "unit": c.ticket.supplier,
            "state": tickets.STATES[c.state],
            "opened": c.ticket.opened_at.date(),
            "why": next((r["why"] for r in c.rows), ""),
            "sources": [r["source_key"] for r in c.rows],
        }
        for c in cases
    ]
    fields = (
        text("编号", "id"),
        text("报送单位", "unit"),
        text("状态", "state"),
        day("立单日期", "opened"),
        text("缘由", "why"),
    )
    made = asking.source("enterprise_sources", datasets_of(rows))
    source = Source(made.datasets, made.until, "chanye ticket list", "按名称、代码点名的才列出")
    return (table("未了结的校核单", fields, rows, source),)
