"""Cases of help (企业帮扶) in the ledger: entered or suggested, assigned, answered, settled.

Steps are only appended; the state of a case is a function of its steps. A unit's part in a case is a stint:
from the day it was assigned until it answered, gave it back, or another took over.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.errors import UsageError
from core.ids import digest
from store.steps import Flow, Kept
from store.tables import EntityChange, HelpCase, HelpStep


class Step(StrEnum):
    """What was done to a case."""

    SUGGEST = "suggest"
    SIGNAL = "signal"
    ACCEPT = "accept"
    DISMISS = "dismiss"
    ENTER = "enter"
    ASSIGN = "assign"
    TRANSFER = "transfer"
    RETURN = "return"
    ANSWER = "answer"
    SETTLE = "settle"
    RATE = "rate"
    WITHDRAW = "withdraw"
    MOVE = "move"


class State(StrEnum):
    """How a case stands."""

    SUGGESTED = "suggested"
    DISMISSED = "dismissed"
    ENTERED = "entered"
    ASSIGNED = "assigned"
    RETURNED = "returned"
    ANSWERED = "answered"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


STEPS: Final = {
    Step.SUGGEST: "建议", Step.SIGNAL: "补记信号", Step.ACCEPT: "采纳", Step.DISMISS: "不予立项",
    Step.ENTER: "登记", Step.ASSIGN: "交办", Step.TRANSFER: "转办", Step.RETURN: "退回",
    Step.ANSWER: "答复", Step.SETTLE: "办结", Step.RATE: "评价", Step.WITHDRAW: "撤回", Step.MOVE: "改属",
}  # fmt: skip
STATES: Final = {
    State.SUGGESTED: "建议", State.DISMISSED: "不予立项", State.ENTERED: "待交办", State.ASSIGNED: "办理中",
    State.RETURNED: "已退回", State.ANSWERED: "已答复", State.SETTLED: "已办结", State.WITHDRAWN: "已撤回",
}  # fmt: skip
LEADS_TO: Final = {
    Step.SUGGEST: State.SUGGESTED, Step.ACCEPT: State.ENTERED, Step.DISMISS: State.DISMISSED,
    Step.ENTER: State.ENTERED, Step.ASSIGN: State.ASSIGNED, Step.TRANSFER: State.ASSIGNED,
    Step.RETURN: State.RETURNED, Step.ANSWER: State.ANSWERED, Step.SETTLE: State.SETTLED,
    Step.WITHDRAW: State.WITHDRAWN,
}  # fmt: skip
IN_HAND: Final = (State.ENTERED, State.ASSIGNED, State.RETURNED, State.ANSWERED)
OPEN: Final = (State.SUGGESTED, *IN_HAND)
GIVES: Final = (Step.ASSIGN, Step.TRANSFER)
"""The steps that give a case to a unit."""
ALLOWED: Final[dict[Step, tuple[State, ...]]] = {
    Step.SIGNAL: OPEN,
    Step.ACCEPT: (State.SUGGESTED,),
    Step.DISMISS: (State.SUGGESTED,),
    Step.ASSIGN: (State.ENTERED, State.RETURNED),
    Step.TRANSFER: (State.ASSIGNED, State.ANSWERED),
    Step.RETURN: (State.ASSIGNED,),
    Step.ANSWER: (State.ASSIGNED,),
    Step.SETTLE: (State.ANSWERED,),
    Step.RATE: (State.SETTLED,),
    Step.WITHDRAW: IN_HAND,
    Step.MOVE: tuple(State),
}
FLOW: Final = Flow(
    "帮扶事项", STEPS, STATES, LEADS_TO, ALLOWED,
    needs_reason=(Step.DISMISS, Step.TRANSFER, Step.RETURN, Step.ANSWER, Step.WITHDRAW, Step.MOVE),
    twice={(Step.ANSWER, State.ANSWERED): "已经答复过", (Step.SETTLE, State.SETTLED): "已经办结"},
)  # fmt: skip
SIGNAL_SOURCE: Final = "signal"


@dataclass(frozen=True, slots=True)
class Stint:
    """A unit's part in a case; `ended` by what it did or by who took the case away, None while it has it."""

    unit: str
    since: date
    due: date
    ended: Step | None = None
    until: date | None = None

    @property
    def answered(self) -> date | None:
        """Return the day of its answer, if it gave one."""
        return self.until if self.ended is Step.ANSWER else None


@dataclass(frozen=True, slots=True)
class Case:
    """A case with its steps in the order they were taken."""

    row: HelpCase
    steps: tuple[HelpStep, ...]

    @property
    def state(self) -> State:
        """Return how it stands."""
        return FLOW.state(self.steps)

    @property
    def stints(self) -> tuple[Stint, ...]:
        """Return the units' parts in it, the first first."""
        found: list[Stint] = []
        for row in self.steps:
            step, day = Step(row.step), row.recorded_at.date()
            ends = step in (Step.ANSWER, Step.RETURN, Step.WITHDRAW, *GIVES)
            if found and found[-1].ended is None and ends:
                found[-1] = Stint(found[-1].unit, found[-1].since, found[-1].due, step, day)
            if step in GIVES and row.due is not None:
                found.append(Stint(row.unit, day, row.due))
        return tuple(found)

    @property
    def unit(self) -> str:
        """Return who has it, or who was to get it by the mapping."""
        return next((s.unit for s in reversed(self.steps) if s.unit), "")

    @property
    def wished_due(self) -> date | None:
        """Return the deadline that was given when it was entered, if any."""
        return next((s.due for s in self.steps if s.due and Step(s.step) not in GIVES), None)

    def last(self, step: Step) -> HelpStep | None:
        """Return the last step of a kind, or None."""
        return next((s for s in reversed(self.steps) if s.step == step), None)

    @property
    def firm(self) -> str:
        """Return the id of the firm it was entered for or moved to."""
        moved = self.last(Step.MOVE)
        return str(moved.detail["firm"]) if moved else self.row.firm

    @property
    def feed(self) -> int:
        """Return the number of the last change to entities when its firm was last looked at."""
        moved = self.last(Step.MOVE)
        return int(moved.detail["feed"]) if moved else self.row.feed

    @property
    def signals(self) -> list[dict[str, Any]]:
        """Return the signals that it was suggested for or that came since."""
        return [dict(s) for step in self.steps for s in step.detail.get("signals", [])]

    @property
    def satisfaction(self) -> str | None:
        """Return what the firm last said of how it was helped."""
        return next(
            (s.detail["satisfaction"] for s in reversed(self.steps) if "satisfaction" in s.detail), None
        )


def case_id(firm: str, kind: str, about: str) -> str:
    """Return the id of a case of a firm, kind and subject: always the same."""
    return digest("case", firm, kind, about, length=10)


KEPT: Final = Kept(HelpCase, HelpStep, "case", "帮扶事项", "chanye case list")


def cases(session: Session, *, known_on: datetime | None = None) -> dict[str, Case]:
    """Return every case by id in the order they were opened, as known now or at a moment."""
    return {row.id: Case(row, steps) for row, steps in KEPT.all(session, known_on)}


def find(session: Session, text: str) -> Case:
    """Return the case whose id begins so; NotFoundError, or AmbiguousError where several do."""
    return Case(*KEPT.find(session, text))


def feed_position(session: Session) -> int:
    """Return the number of the last recorded change to entities."""
    return session.scalar(select(func.max(EntityChange.id))) or 0


def open_case(
    session: Session, row: HelpCase, step: Step, *, actor: str, at: datetime,
    unit: str = "", due: date | None = None, detail: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Open a case with its first step, ENTER or SUGGEST; UsageError where it is there already."""
    if session.get(HelpCase, row.id) is not None:
        raise UsageError(f"帮扶事项 {row.id} 已经登记过，没有作任何改动。")
    row.opened_at, row.feed = at, feed_position(session)
    session.add(row)
    session.flush()
    _add(session, row.id, step, actor=actor, at=at, unit=unit, due=due, reason="", detail=detail)


def append(
    session: Session, case: Case, step: Step, *, actor: str, at: datetime, unit: str = "",
    due: date | None = None, reason: str = "", detail: Mapping[str, Any] | None = None,
) -> HelpStep:  # fmt: skip
    """Append a step; UsageError where the state does not allow it, a reason is missing, or time runs back.

    A deadline must not lie before the case was received, nor before the day it is given.
    """
    FLOW.check(case.row.id, case.steps, step, at=at, reason=reason)
    if due is not None:
        check_due(due, case.row.received_on, at.date())
    return _add(
        session, case.row.id, step, actor=actor, at=at, unit=unit, due=due, reason=reason, detail=detail
    )


def check_due(due: date, received: date, given: date) -> None:
    """Raise UsageError where a deadline lies before the receipt, or before the day it is given."""
    if due < received:
        raise UsageError(f"办理期限 {due} 早于收到日期 {received}；没有作任何改动。")
    if due < given:
        raise UsageError(f"办理期限 {due} 早于登记这一步的日期 {given}；没有作任何改动。")


def _add(
    session: Session, number: str, step: Step, *, actor: str, at: datetime, unit: str, due: date | None,
    reason: str, detail: Mapping[str, Any] | None,
) -> HelpStep:  # fmt: skip
    row = HelpStep(
        case=number, step=step.value, unit=unit, due=due, reason=reason.strip(), detail=dict(detail or {}),
        actor=actor, recorded_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row
