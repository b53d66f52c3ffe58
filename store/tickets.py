"""Correction tickets (校核纠错) in the ledger: opened, sent, answered, then repaired or justified.

Steps are only appended; the state of a ticket is a function of its steps, and a step that the state does not
allow changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy.orm import Session

from core.errors import UsageError
from core.ids import digest
from store.steps import Flow, Kept
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
FLOW: Final = Flow(
    "校核单", STEPS, STATES, LEADS_TO, ALLOWED,
    needs_reason=(Step.ANSWER, Step.JUSTIFY, Step.WITHDRAW),
    twice={(Step.ANSWER, State.ANSWERED): "已经答复过"},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """A ticket with its steps in the order they were taken."""

    ticket: Ticket
    steps: tuple[TicketStep, ...]

    @property
    def state(self) -> State:
        """Return how it stands."""
        return FLOW.state(self.steps)

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


KEPT: Final = Kept(Ticket, TicketStep, "ticket", "校核单", "chanye ticket list")


def cases(session: Session, *, known_on: datetime | None = None) -> dict[str, Case]:
    """Return every ticket by id in the order they were opened, as known now or at a moment."""
    return {t.id: Case(t, steps) for t, steps in KEPT.all(session, known_on)}


def find(session: Session, text: str) -> Case:
    """Return the ticket whose id begins so; NotFoundError, or AmbiguousError where several do."""
    return Case(*KEPT.find(session, text))


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
    number = case.ticket.id
    FLOW.check(number, case.steps, step, at=at, reason=reason)
    if step is Step.REPAIR and not delivery:
        raise UsageError(f"校核单 {number}：只有后来的交付件能使它改正。")
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
