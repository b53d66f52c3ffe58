"""Figures of cases of help by unit and year, for reports and for the score's term 利用."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from core.settings import Settings
from governance.calendar.workdays import planned_days_between
from governance.help.rules import load_rules
from store import cases
from store.cases import Case, State, Step, Stint
from store.ledger import Ledger
from store.steps import known_until


@dataclass(frozen=True, slots=True)
class Part:
    """One unit's part in a case, as it stands on a day."""

    case: Case
    stint: Stint
    as_of: date

    @property
    def in_time(self) -> bool | None:
        """Whether the unit answered by its due date; None where it had no need to.

        That is where the date lies ahead, or where the case was given back or handed on by then. Giving it
        back afterwards takes nothing back.
        """
        if self.stint.answered is not None:
            return self.stint.answered <= self.stint.due
        return False if (self.stint.until or self.as_of) > self.stint.due else None

    @property
    def last(self) -> bool:
        """Whether nobody had the case after this unit."""
        return self.case.stints[-1] == self.stint


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """One unit's cases that it was given in a year; days are working days."""

    unit: str
    received: int
    answered: int
    in_time: int
    overdue: int  # not answered by the due date, nor since
    returned: int  # given back
    handed_on: int  # taken away before an answer
    settled: int
    satisfied: int
    rated: int
    days: float | None  # mean from assignment to answer
    firm_days: float | None  # mean from the firm's telling to settlement

    def plain(self) -> dict[str, Any]:
        """Return it for printing and for programs."""
        return asdict(self)


def parts(ledger: Ledger, as_of: date, *, known_on: datetime | None = None) -> list[Part]:
    """Return every unit's part in every case as known; what the office took back altogether is left out."""
    with ledger.session() as session:
        known = list(cases.cases(session, known_on=known_until(as_of, known_on)).values())
        session.expunge_all()
    return [Part(c, s, as_of) for c in known if c.state is not State.WITHDRAWN for s in c.stints]


def figures(
    settings: Settings, ledger: Ledger, year: int, as_of: date, *, known_on: datetime | None = None
) -> list[UnitFigures]:
    """Return a row per unit that was given any case in a year, by name."""
    by: dict[str, list[Part]] = {}
    for part in parts(ledger, as_of, known_on=known_on):
        if part.stint.since.year == year:
            by.setdefault(part.stint.unit, []).append(part)
    worst = load_rules(settings).satisfaction[-1]
    return [_figures(settings, unit, own, worst) for unit, own in sorted(by.items())]


def _figures(settings: Settings, unit: str, own: list[Part], worst: str) -> UnitFigures:
    answered = [p for p in own if p.stint.answered is not None]
    closed = [p for p in answered if p.last and p.case.state is State.SETTLED]
    rated = [p for p in closed if p.case.satisfaction]
    ended = [p.stint.ended for p in own]
    return UnitFigures(
        unit,
        received=len(own),
        answered=len(answered),
        in_time=sum(p.in_time is True for p in own),
        overdue=sum(p.in_time is False and p.stint.answered is None for p in own),
        returned=ended.count(Step.RETURN),
        handed_on=ended.count(Step.TRANSFER),
        settled=len(closed),
        satisfied=sum(p.case.satisfaction != worst for p in rated),
        rated=len(rated),
        days=_mean(
            planned_days_between(settings, p.stint.since, day)
            for p in answered
            if (day := p.stint.answered) is not None
        ),
        firm_days=_mean(
            planned_days_between(settings, p.case.row.received_on, _settled(p.case)) for p in closed
        ),
    )


def _settled(case: Case) -> date:
    row = case.last(Step.SETTLE)
    assert row is not None  # a settled case was settled
    day: date = row.recorded_at.date()
    return day


def _mean(values: Iterable[int]) -> float | None:
    found = list(values)
    return round(sum(found) / len(found), 2) if found else None
