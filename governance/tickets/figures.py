"""Figures of correction tickets by unit and year, for the score (改正速度) and for reports."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from core.settings import Settings
from governance.calendar.workdays import planned_days_between
from governance.tickets.rules import TicketRules, load_rules
from governance.tickets.standing import Shown, shown
from store import tickets
from store.ledger import Ledger
from store.steps import known_until
from store.tickets import State


@dataclass(frozen=True, slots=True)
class Speed:
    """One supplier's tickets that were sent in a year, as they stand on a day; days are working days."""

    supplier: str
    sent: int
    answered: int
    in_time: int  # answered, or repaired, by the due date
    repaired: int
    justified: int
    overdue: int
    days: float | None  # mean from sending to answer or repair, of those that were answered

    def plain(self) -> dict[str, Any]:
        """Return it for printing and for programs."""
        return asdict(self)


def sent_in(
    settings: Settings, ledger: Ledger, year: int, as_of: date, *, known_on: datetime | None = None
) -> list[Shown]:
    """Return the tickets sent in a year up to a day, without those that the office took back."""
    rules: TicketRules = load_rules(settings)
    with ledger.session() as session:
        known = tickets.cases(session, known_on=known_until(as_of, known_on)).values()
    found = [shown(settings, rules, c, as_of) for c in known if c.state is not State.WITHDRAWN]
    return [s for s in found if s.sent is not None and s.sent.year == year]


def answered_on(one: Shown) -> date | None:
    """Return when the unit did what was asked: its answer, or the repair that came without one."""
    return one.answered or (one.settled if one.state is State.REPAIRED else None)


def in_time(one: Shown) -> bool | None:
    """Whether it was answered by its due date; None while that lies ahead."""
    day = answered_on(one)
    if day is not None and one.due is not None:
        return day <= one.due
    return False if one.overdue else None


def speeds(
    settings: Settings, ledger: Ledger, year: int, as_of: date, *, known_on: datetime | None = None
) -> list[Speed]:
    """Return a row per supplier that was sent any ticket in a year, by name."""
    by: dict[str, list[Shown]] = {}
    for one in sent_in(settings, ledger, year, as_of, known_on=known_on):
        by.setdefault(one.case.ticket.supplier, []).append(one)
    return [_speed(settings, name, own) for name, own in sorted(by.items())]


def _speed(settings: Settings, name: str, own: Iterable[Shown]) -> Speed:
    found = list(own)
    taken = [
        planned_days_between(settings, one.sent, day)
        for one in found
        if one.sent is not None and (day := answered_on(one)) is not None
    ]
    return Speed(
        name,
        len(found),
        len(taken),
        sum(in_time(one) is True for one in found),
        sum(one.state is State.REPAIRED for one in found),
        sum(one.state is State.JUSTIFIED for one in found),
        sum(one.overdue > 0 for one in found),
        round(sum(taken) / len(taken), 2) if taken else None,
    )
