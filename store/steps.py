"""What tables of appended steps share: the flow of states, and the checks before a step is taken.

The state of a thing is a function of its steps; a step that the state does not allow changes nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import AmbiguousError, NotFoundError, UsageError
from store.tables import Base

StepT = TypeVar("StepT", bound=str)
StateT = TypeVar("StateT", bound=str)
RowT = TypeVar("RowT", bound=Base)
StepRowT = TypeVar("StepRowT", bound=Base)


class Taken(Protocol):
    """A row of a table of steps."""

    @property
    def step(self) -> Any: ...  # noqa: ANN401, D102  # a mapped column

    @property
    def recorded_at(self) -> Any: ...  # noqa: ANN401, D102  # a mapped column


@dataclass(frozen=True, slots=True)
class Flow(Generic[StepT, StateT]):
    """Which steps lead where, from where they may be taken, and how people call all that.

    A step that `leads_to` does not name leaves the state as it is; the first step opens.
    """

    noun: str
    steps: Mapping[StepT, str]
    states: Mapping[StateT, str]
    leads_to: Mapping[StepT, StateT]
    allowed: Mapping[StepT, tuple[StateT, ...]]
    needs_reason: tuple[StepT, ...]
    twice: Mapping[tuple[StepT, StateT], str] = field(default_factory=dict)
    """What is said of a step that was taken before, in place of the state's name."""

    def state(self, taken: tuple[Taken, ...]) -> StateT:
        """Return the state that steps, in their order, led to."""
        found = {str(step): state for step, state in self.leads_to.items()}
        return next(found[t.step] for t in reversed(taken) if t.step in found)

    def check(
        self, number: str, taken: tuple[Taken, ...], step: StepT, *, at: datetime, reason: str = ""
    ) -> None:
        """Raise UsageError where the state does not allow a step, a reason is missing, or time runs back."""
        state = self.state(taken)
        if state not in self.allowed.get(step, ()):
            said = self.twice.get((step, state)) or f"现为“{self.states[state]}”"
            raise UsageError(f"{self.noun} {number} {said}，不能{self.steps[step]}；没有作任何改动。")
        if step in self.needs_reason and not reason.strip():
            raise UsageError(f"{self.noun} {number}：请说明理由。", advice="请用 --reason 写明。")
        last = taken[-1].recorded_at
        if at < last:
            raise UsageError(f"{self.noun} {number} 的上一步在 {last:%Y-%m-%d %H:%M}，这一步不能早于它。")


@dataclass(frozen=True, slots=True)
class Kept(Generic[RowT, StepRowT]):
    """A table of things, the table of their steps, and the column of that which names the thing."""

    things: type[RowT]
    steps: type[StepRowT]
    owner: str
    noun: str
    command: str

    def all(self, session: Session, known_on: datetime | None) -> Iterator[tuple[RowT, tuple[StepRowT, ...]]]:
        """Yield every thing in the order they were opened, with its steps, as known now or at a moment."""
        columns, things = self.steps.__table__.c, self.things.__table__.c
        query = select(self.steps).order_by(columns.id)
        if known_on is not None:
            query = query.where(columns.recorded_at <= known_on)
        found: dict[str, list[StepRowT]] = {}
        for step in session.scalars(query):
            found.setdefault(getattr(step, self.owner), []).append(step)
        for row in session.scalars(select(self.things).order_by(things.opened_at, things.id)):
            if steps := found.get(_id(row)):
                yield row, tuple(steps)

    def find(self, session: Session, text: str) -> tuple[RowT, tuple[StepRowT, ...]]:
        """Return the thing whose id begins so; NotFoundError, or AmbiguousError where several do."""
        number = self.things.__table__.c.id
        query = select(self.things).where(number.startswith(text, autoescape=True))
        known = session.scalars(query).all()
        if not text or not known:
            raise NotFoundError(
                f"没有{self.noun} {text}。", advice=f"用 {self.command} 查看全部{self.noun}。"
            )
        if len(known) > 1:
            raise AmbiguousError(f"以 {text} 开头的{self.noun}不止一个（{len(known)} 个），请写全编号。")
        columns = self.steps.__table__.c
        taken = select(self.steps).where(columns[self.owner] == _id(known[0])).order_by(columns.id)
        return known[0], tuple(session.scalars(taken).all())


def _id(row: Base) -> str:
    return str(getattr(row, "id"))  # noqa: B009  # every table of things has one


def known_until(as_of: date, known_on: datetime | None) -> datetime:
    """Return up to when steps count: the end of the day asked about, or what was known, the earlier."""
    until = datetime.combine(as_of, datetime.max.time())
    return until if known_on is None else min(until, known_on)
