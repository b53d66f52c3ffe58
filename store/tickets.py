"""Correction tickets (校核纠错) in the ledger: opened, sent, answered, then repaired or justified.

Steps are only appended; the state of a ticket is a function of its steps, and a step that the state does not
allow changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import AmbiguousError, NotFoundError, UsageError
from core.ids import digest
from store.tables import Ticket, TicketStep


class Step(StrEnum):
    """What was done to a ticket."""

    OPEN = "open"
    SEND = "send"
    ANSWER = "answer"
    REPAIR = "repair"
    JUSTIFY = "justify"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


class State(StrEnum):
    """How a ticket stands."""

    OPEN = "open"
    SENT = "sent"
    ANSWERED = "answered"
    REPAIRED = "repaired"
    JUSTIFIED = "justified"
    WITHDRAWN = "withdrawn"


STEPS: Final = {
    Step.OPEN: "立单", Step.SEND: "发出", Step.ANSWER: "答复", Step.REPAIR: "改正",
    Step.JUSTIFY: "认可说明", Step.WITHDRAW: "撤回", Step.REOPEN: "重新立单",
}  # fmt: skip
STATES: Final = {
    State.OPEN: "待发出", State.SENT: "已发出", State.ANSWERED: "已答复", State.REPAIRED: "已改正",
    State.JUSTIFIED: "说明成立", State.WITHDRAWN: "已撤回",
}  # fmt: skip
LEADS_TO: Final = {
    Step.OPEN: State.OPEN, Step.SEND: State.SENT, Step.ANSWER: State.ANSWERED, Step.REPAIR: State.REPAIRED,
    Step.JUSTIFY: State.JUSTIFIED, Step.WITHDRAW: State.WITHDRAWN, Step.REOPEN: State.OPEN,
}  # fmt: skip
UNSETTLED: Final = (State.OPEN, State.SENT, State.ANSWERED)
ALLOWED: Final[dict[Step, tuple[State, ...]]] = {
    Step.SEND: (State.OPEN,),
    Step.ANSWER: (State.SENT,),
    Step.REPAIR: UNSETTLED,
    Step.JUSTIFY: (State.ANSWERED,),
    Step.WITHDRAW: UNSETTLED,
    Step.REOPEN: (State.REPAIRED,),
}
"""From which states a step may be taken; a request that nobody can check is repaired by no delivery."""
NEEDS_REASON: Final = (Step.ANSWER, Step.JUSTIFY, Step.WITHDRAW)


@dataclass(frozen=True, slots=True)
class Case:
    """A ticket with its steps in the order they were taken."""

    ticket: Ticket
    steps: tuple[TicketStep, ...]

    @property
    def state(self) -> State:
        """Return how it stands."""
        return LEADS_TO[Step(self.steps[-1].step)]

    def last(self, step: Step) -> TicketStep | None:
        """Return the last step of a kind since it was opened (again), or None."""
        found = None
        for row in self.steps:
            if row.step in (Step.OPEN, Step.REOPEN):
                found = None
            if row.step == step:
                found = row
        return found

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return the source rows as they were when it was opened (again)."""
        opened = [s for s in self.steps if s.step in (Step.OPEN, Step.REOPEN)]
        return list(opened[-1].detail.get("rows", []))


def ticket_id(kind: str, dataset: str, supplier: str, subject: str) -> str:
    """Return the id of the ticket of a kind, data set, supplier and subject: always the same."""
    return digest("ticket", kind, dataset, supplier, subject, length=10)


def cases(session: Session, *, known_on: datetime | None = None) -> dict[str, Case]:
    """Return every ticket by id in the order they were opened, as known now or at a moment."""
    query = select(TicketStep).order_by(TicketStep.id)
    if known_on is not None:
        query = query.where(TicketStep.recorded_at <= known_on)
    steps: dict[str, list[TicketStep]] = {}
    for step in session.scalars(query):
        steps.setdefault(step.ticket, []).append(step)
    tickets = session.scalars(select(Ticket).order_by(Ticket.opened_at, Ticket.id))
    return {t.id: Case(t, tuple(steps[t.id])) for t in tickets if t.id in steps}


def find(session: Session, text: str) -> Case:
    """Return the ticket whose id begins so; NotFoundError, or AmbiguousError where several do."""
    known = session.scalars(select(Ticket).where(Ticket.id.startswith(text, autoescape=True))).all()
    if not text or not known:
        raise NotFoundError(f"没有校核单 {text}。", advice="用 chanye ticket list 查看全部校核单。")
    if len(known) > 1:
        raise AmbiguousError(f"以 {text} 开头的校核单有 {len(known)} 张，请写全编号。")
    query = select(TicketStep).where(TicketStep.ticket == known[0].id).order_by(TicketStep.id)
    return Case(known[0], tuple(session.scalars(query).all()))


def open_ticket(
    session: Session,
    kind: str,
    dataset: str,
    supplier: str,
    subject: str,
    rows: Sequence[Mapping[str, Any]],
    *,
    actor: str,
    at: datetime,
) -> str:
    """Open a ticket with the rows that show the contradiction; UsageError where it is there already."""
    number = ticket_id(kind, dataset, supplier, subject)
    if session.get(Ticket, number) is not None:
        raise UsageError(f"校核单 {number} 已经立过，没有作任何改动。")
    session.add(
        Ticket(id=number, kind=kind, dataset=dataset, supplier=supplier, subject=subject, opened_at=at)
    )
    session.flush()
    _add(session, number, Step.OPEN, actor=actor, at=at, detail={"rows": [dict(r) for r in rows]})
    return number


def append(
    session: Session,
    case: Case,
    step: Step,
    *,
    actor: str,
    at: datetime,
    reason: str = "",
    delivery: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> TicketStep:
    """Append a step; UsageError where the state does not allow it, a reason is missing, or time runs back."""
    number, state = case.ticket.id, case.state
    if state not in ALLOWED.get(step, ()):
        said = "已经答复过" if step is Step.ANSWER and state is State.ANSWERED else f"现为“{STATES[state]}”"
        raise UsageError(f"校核单 {number} {said}，不能{STEPS[step]}；没有作任何改动。")
    if step in NEEDS_REASON and not reason.strip():
        raise UsageError(f"校核单 {number}：请说明理由。", advice="请用 --reason 写明。")
    if step is Step.REPAIR and not delivery:
        raise UsageError(f"校核单 {number}：只有后来的交付件能使它改正。")
    if at < case.steps[-1].recorded_at:
        raise UsageError(
            f"校核单 {number} 的上一步在 {case.steps[-1].recorded_at:%Y-%m-%d %H:%M}，这一步不能早于它。"
        )
    return _add(session, number, step, actor=actor, at=at, reason=reason, delivery=delivery, detail=detail)


def _add(
    session: Session,
    number: str,
    step: Step,
    *,
    actor: str,
    at: datetime,
    reason: str = "",
    delivery: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> TicketStep:
    row = TicketStep(
        ticket=number, step=step.value, reason=reason.strip(), delivery=delivery, detail=dict(detail or {}),
        actor=actor, recorded_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row
