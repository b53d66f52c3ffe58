"""How correction tickets stand on a day: sent, due in working days, overdue, settled."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from core.errors import UsageError
from core.settings import Settings
from governance.calendar.workdays import planned_after, planned_days_between
from governance.tickets.rules import REQUEST, TicketRules
from governance.units.supplier import names_of
from ingest.contract import load_catalogue
from store import tickets
from store.ledger import Ledger
from store.steps import known_until
from store.tickets import UNSETTLED, Case, State, Step


@dataclass(frozen=True, slots=True)
class Shown:
    """How a ticket stands on a day: when it was sent, until when to answer, how much it is over."""

    case: Case
    caption: str
    do: str
    sent: date | None
    due: date | None
    overdue: int  # working days past the due date without an answer
    answered: date | None
    settled: date | None

    @property
    def state(self) -> State:
        """Return the state."""
        return self.case.state

    def plain(self) -> dict[str, Any]:
        """Return it for printing and for programs."""
        own, last = self.case.ticket, self.case.steps[-1]
        return {
            "id": own.id, "kind": own.kind, "caption": self.caption, "dataset": own.dataset,
            "name": load_catalogue().dataset(own.dataset).label, "supplier": own.supplier,
            "subject": own.subject, "state": self.state.value, "text": tickets.STATES[self.state],
            "rows": len(self.case.rows), "opened": own.opened_at, "sent": self.sent, "due": self.due,
            "overdue": self.overdue, "answered": self.answered, "settled": self.settled,
            "delivery": last.delivery, "do": self.do,
        }  # fmt: skip


def shown(settings: Settings, rules: TicketRules, case: Case, as_of: date) -> Shown:
    """Return how a ticket stands on a day; the clock runs in working days from the day it was sent."""
    rule = rules.of(case.ticket.kind)
    sent, answered = _day(case.last(Step.SEND)), _day(case.last(Step.ANSWER))
    settled = _day(case.steps[-1]) if case.state not in UNSETTLED else None
    due = planned_after(settings, sent, rule.days) if sent else None
    late = case.state is State.SENT and due is not None and as_of > due
    overdue = planned_days_between(settings, due, as_of) if late and due else 0
    return Shown(case, rule.caption, rule.do, sent, due, overdue, answered, settled)


def _day(step_taken: Any) -> date | None:  # noqa: ANN401  # a row of the ledger, or None
    return step_taken.recorded_at.date() if step_taken is not None else None


def select(
    settings: Settings,
    ledger: Ledger,
    rules: TicketRules,
    as_of: date,
    *,
    unit: str | None = None,
    kind: str | None = None,
    state: str | None = None,
    overdue: bool = False,
) -> list[Shown]:
    """Return tickets as they stand on a day, of a unit or town, kind or state where given, oldest first."""
    names = names_of(unit) if unit else None
    if kind is not None and kind not in (REQUEST, *rules.kinds):
        raise UsageError(f"没有校核类别“{kind}”。", advice=f"可用：{'、'.join([*rules.kinds, REQUEST])}。")
    if state is not None and state not in set(State):
        raise UsageError(f"没有状态“{state}”。", advice=f"可用：{'、'.join(State)}。")
    with ledger.session() as session:
        known = tickets.cases(session, known_on=known_until(as_of, None)).values()
        session.expunge_all()
    found = [
        shown(settings, rules, c, as_of)
        for c in known
        if (names is None or c.ticket.supplier in names)
        and (kind is None or c.ticket.kind == kind)
        and (state is None or c.state == state)
    ]
    return [s for s in found if s.overdue or not overdue]
