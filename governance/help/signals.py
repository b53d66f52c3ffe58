"""Suggested cases: firms with an early signal and no open case, taken from the early-signal queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import neo4j
from sqlalchemy.orm import Session

from core.settings import Settings
from governance.help.registry import Asked, Fate, Firm, fates, firms
from governance.help.rules import HelpRules, load_rules
from governance.help.seats import Seat, responsible, seats
from governance.help.standing import is_signal
from queries.run import run
from store import cases
from store.cases import IN_HAND, OPEN, SIGNAL_SOURCE, Case, Step
from store.ledger import Ledger
from store.tables import HelpCase

ALL: Final = 10_000_000
TOLD: Final = ("kind", "certainty", "period", "detail", "evidence", "sources")
FIGURES: Final = ("year", "staff", "tax")


@dataclass(frozen=True, slots=True)
class Signals:
    """One firm's signals, the heaviest first, with figures of the firm."""

    firm: str
    signals: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Signals against cases: new suggestions by id, signals added to open ones, and what stays as it is.

    `covered` are firms with a case in hand that people entered; `told` those whose signals are all known;
    `gone` are suggestions whose firm shows no signal any more, left to the office.
    """

    new: dict[str, Signals]
    added: dict[str, Signals]
    covered: tuple[str, ...]
    told: tuple[str, ...]
    gone: tuple[str, ...]


def read_signals(session: neo4j.Session, rules: HelpRules) -> list[Signals]:
    """Return the firms that the queries early_signals and help_list name, with figures, ordered by id."""
    sizes = {
        r["enterprise_id"]: {k: r[k] for k in FIGURES} for r in run("help_list", {"limit": ALL}, session).rows
    }
    found: dict[str, list[dict[str, Any]]] = {}
    for row in run("early_signals", {"limit": ALL}, session).rows:
        if row["kind"] in rules.signals:
            own = {k: row[k] for k in TOLD} | sizes.get(row["enterprise_id"], {})
            found.setdefault(row["enterprise_id"], []).append(own)
    return [_in_order(firm, own, rules) for firm, own in sorted(found.items())]


def _in_order(firm: str, own: Iterable[dict[str, Any]], rules: HelpRules) -> Signals:
    order = {kind: n for n, kind in enumerate(rules.signals)}
    return Signals(firm, tuple(sorted(own, key=lambda s: (order[s["kind"]], s["period"]))))


def _of_now(found: Iterable[Signals], now: Iterable[Fate], rules: HelpRules) -> list[Signals]:
    """Return the signals by the firm of the last run: two firms of an older graph may have become one."""
    own: dict[str, list[dict[str, Any]]] = {}
    for one, fate in zip(found, now, strict=True):
        if fate.firm is not None:
            own.setdefault(fate.firm.id, []).extend(one.signals)
    return [_in_order(firm, signals, rules) for firm, signals in sorted(own.items())]


def compare(known: Iterable[tuple[Case, Fate]], found: Iterable[Signals], rules: HelpRules) -> Compared:
    """Hold signals against the cases of the ledger; changes nothing."""
    by_firm, gave_away = dict[str, list[Case]](), dict[str, list[Case]]()
    for case, fate in known:
        whose = fate.firm.id if fate.firm else case.firm
        by_firm.setdefault(whose, []).append(case)
        if case.row.firm != whose:  # its signals were told of that firm, whoever bears the case now
            gave_away.setdefault(case.row.firm, []).append(case)
    new, added = dict[str, Signals](), dict[str, Signals]()
    covered, told, seen = list[str](), list[str](), set[str]()
    for one in found:
        seen.add(one.firm)
        own = by_firm.get(one.firm, [])
        before = [*own, *gave_away.get(one.firm, [])]
        fresh = Signals(one.firm, tuple(s for s in one.signals if is_new(s, before, rules)))
        open_signal = next((c for c in own if is_signal(c) and c.state in OPEN), None)
        if not fresh.signals:
            told.append(one.firm)
        elif open_signal is not None:
            added[open_signal.row.id] = fresh
        elif any(c.state in IN_HAND for c in own):
            covered.append(one.firm)
        else:
            new[suggestion_id(fresh)] = fresh
    gone = [
        c.row.id
        for firm, own in sorted(by_firm.items())
        for c in own
        if firm not in seen and c.state is cases.State.SUGGESTED
    ]
    return Compared(new, added, tuple(covered), tuple(told), tuple(gone))


def is_new(signal: Mapping[str, Any], own: Iterable[Case], rules: HelpRules) -> bool:
    """Whether a firm's cases do not tell a signal yet, or told it so long ago that it is another one."""
    periods = [s["period"] for c in own for s in c.signals if s["kind"] == signal["kind"]]
    return not periods or _months(max(periods), signal["period"]) >= rules.again_after_months


def _months(first: str, last: str) -> int:
    """Return how many months lie between two of 2023-04."""
    (y1, m1), (y2, m2) = ((int(p[:4]), int(p[5:7])) for p in (first, last))
    return 12 * (y2 - y1) + m2 - m1


def suggestion_id(found: Signals) -> str:
    """Return the id of a suggestion: the same firm with the same signals has the same."""
    said = " ".join(sorted(f"{s['kind']}@{s['period']}" for s in found.signals))
    return cases.case_id(found.firm, SIGNAL_SOURCE, said)


def suggest(
    settings: Settings,
    ledger: Ledger,
    found: Iterable[Signals],
    *,
    actor: str,
    at: datetime,
    dry_run: bool = False,
) -> Compared:
    """Hold signals against the cases and enter the outcome, all in one transaction, or only compare."""
    rules, own = load_rules(settings), list(found)
    with ledger.session() as session:
        known = list(cases.cases(session).values())
        session.expunge_all()
    whose = fates(settings, ledger, [Asked(c.firm, c.row.firm_code, c.feed) for c in known])
    now = fates(settings, ledger, [Asked(s.firm) for s in own])  # the graph may be older than the run
    seen = compare(zip(known, whose, strict=True), _of_now(own, now, rules), rules)
    if not dry_run:
        ids = firms(settings, ledger, [s.firm for s in seen.new.values()])
        where = seats(settings, ledger, ids.values())
        with ledger.session() as session:
            for number, one in seen.new.items():
                firm = ids[one.firm]
                _open(session, rules, number, one, firm, where[firm.id], actor, at)
            for number, one in seen.added.items():
                detail = {"signals": list(one.signals)}
                cases.append(
                    session, cases.find(session, number), Step.SIGNAL, actor=actor, at=at, detail=detail
                )
    return seen


def _open(
    session: Session, rules: HelpRules, number: str, one: Signals, firm: Firm, seat: Seat, actor: str,
    at: datetime,
) -> None:  # fmt: skip
    kind = rules.signals[one.signals[0]["kind"]].kind
    row = HelpCase(
        id=number, firm=firm.id, firm_name=firm.name, firm_code=firm.code, kind=kind,
        text="；".join(f"{rules.signals[s['kind']].caption}：{s['detail']}" for s in one.signals),
        source=SIGNAL_SOURCE, contact="", phone="", received_on=at.date(),
    )  # fmt: skip
    detail = {"signals": list(one.signals), "department": seat.department, "town": seat.town}
    unit = responsible(rules, kind, seat) or ""
    cases.open_case(session, row, Step.SUGGEST, actor=actor, at=at, unit=unit, detail=detail)
