"""The desk where tickets are kept: findings held against what is open, and each further step.

A ticket is repaired by a later delivery of its data set and supplier after which the finding is gone, and by
nothing else; a finding that vanished without one is told and left to the office.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from core.errors import UsageError
from governance.tickets.findings import Finding
from governance.tickets.rules import REQUEST, TicketRules
from governance.tickets.sheet import Answer, reason_of
from ingest.contract import Mode, load_catalogue
from store import deliveries, tickets
from store.audit import take_turn
from store.deliveries import COMMITTED, NIL, REPLACED
from store.ledger import Ledger
from store.tables import Delivery
from store.tickets import UNSETTLED, Case, State, Step


@dataclass(frozen=True, slots=True)
class Compared:
    """Findings against tickets, each in the order of ids; `repaired` names the delivery that did it.

    `vanished` are findings that are gone although no delivery came that could have repaired them.
    """

    new: dict[str, list[Finding]]
    repaired: dict[str, str]
    back: dict[str, list[Finding]]
    vanished: tuple[str, ...]
    standing: tuple[str, ...]


def by_ticket(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Return findings by the ticket they belong to, ordered by its id."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.ticket, []).append(finding)
    return dict(sorted(found.items()))


def compare(
    session: Session,
    findings: Iterable[Finding],
    rules: TicketRules,
    met: Mapping[str, str] | None = None,
) -> Compared:
    """Hold findings against the tickets of the ledger; changes nothing.

    `met` says which delivery brought what a request asked for (see requests.met).
    """
    found, known = by_ticket(findings), tickets.cases(session)
    looked_for = {k.value for k in rules.wanted}
    new = {i: own for i, own in found.items() if i not in known}
    back = {i: own for i, own in found.items() if i in known and known[i].state is State.REPAIRED}
    repaired, vanished = dict[str, str](), list[str]()
    for number, case in sorted(known.items()):
        if case.ticket.kind == REQUEST and case.state in UNSETTLED and number in (met or {}):
            repaired[number] = (met or {})[number]
        if number in found or case.state not in UNSETTLED or case.ticket.kind not in looked_for:
            continue
        by = repairing(session, case)
        if by is None:
            vanished.append(number)
        else:
            repaired[number] = by
    standing = tuple(i for i in found if i in known and i not in back)
    return Compared(new, repaired, back, tuple(vanished), standing)


def repairing(session: Session, case: Case) -> str | None:
    """Return the later delivery of its data set and supplier that took a ticket's rows out of force, or None.

    A delivery of one period replaces that period: it must have closed the rows' files. Of a list that is
    kept by new and changed rows, the first later delivery counts.
    """
    sources = sorted({str(r["delivery"]) for r in case.rows})
    if not sources:
        return None
    came = [d for d in (session.get(Delivery, i) for i in sources) if d is not None]
    after = max((d.received_at for d in came), default=case.ticket.opened_at)
    later = [
        d
        for d in deliveries.deliveries(session, dataset=case.ticket.dataset, supplier=case.ticket.supplier)
        if d.status in (COMMITTED, REPLACED, NIL) and d.received_at > after and d.id not in sources
    ]
    if load_catalogue().dataset(case.ticket.dataset).mode is not Mode.CHANGES:
        closed = {f.closed_by for i in sources for f in deliveries.files_of(session, i) if f.known_to}
        later = [d for d in later if d.id in closed]
    return later[0].id if later else None


def record(
    ledger: Ledger,
    findings: Iterable[Finding],
    rules: TicketRules,
    *,
    actor: str,
    at: datetime,
    met: Mapping[str, str] | None = None,
) -> Compared:
    """Hold findings against the tickets and enter the outcome, all in one transaction."""
    with ledger.session() as session:
        take_turn(session)
        seen = compare(session, findings, rules, met)
        known = tickets.cases(session)
        for own in seen.new.values():
            first = own[0]
            tickets.open_ticket(
                session, first.kind, first.dataset, first.supplier, first.subject,
                [f.plain() for f in own], actor=actor, at=at,
            )  # fmt: skip
        for number, delivery in seen.repaired.items():
            tickets.append(session, known[number], Step.REPAIR, actor=actor, at=at, delivery=delivery)
        for number, own in seen.back.items():
            rows = {"rows": [f.plain() for f in own]}
            tickets.append(session, known[number], Step.REOPEN, actor=actor, at=at, detail=rows)
    return seen


def step(
    ledger: Ledger,
    numbers: Sequence[str],
    what: Step,
    *,
    actor: str,
    at: datetime,
    reason: str = "",
) -> list[str]:
    """Take one step with several tickets, all or none; return their ids. UsageError where one may not.

    Repairing and reopening are not steps that somebody takes: findings decide them.
    """
    if what in (Step.OPEN, Step.REPAIR, Step.REOPEN):
        raise UsageError(f"“{tickets.STEPS[what]}”由比对结果决定，不能直接登记。")
    if not numbers:
        raise UsageError("请写明是哪几张校核单。", advice="用 chanye ticket list 查看。")
    with ledger.session() as session:
        take_turn(session)  # two who answer at once would both find it unanswered
        cases = [tickets.find(session, n) for n in dict.fromkeys(numbers)]
        for case in cases:
            tickets.append(session, case, what, actor=actor, at=at, reason=reason)
    return [c.ticket.id for c in cases]


def answer_all(
    ledger: Ledger, found: Mapping[str, Sequence[Answer]], *, actor: str, at: datetime
) -> list[str]:
    """Enter what a returned sheet says of several tickets, all or none; return their ids."""
    done = []
    with ledger.session() as session:
        take_turn(session)
        for number, own in found.items():
            case = tickets.find(session, number)
            detail = {"answers": [asdict(a) for a in own]}
            tickets.append(
                session, case, Step.ANSWER, actor=actor, at=at, reason=reason_of(own), detail=detail
            )
            done.append(case.ticket.id)
    return done
