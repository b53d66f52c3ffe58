"""Whether what many owe is complete: a set that 19 towns owe is in when all 19 parts are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from governance.calendar.standing import Entry, State


@dataclass(frozen=True, slots=True)
class Whole:
    """One data set and period over all its suppliers."""

    unit: str
    dataset: str
    label: str
    period: str
    due: date
    owed: int
    came: int
    complete_on: datetime | None
    missing: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether every part came."""
        return self.came == self.owed


def wholes(entries: Iterable[Entry]) -> list[Whole]:
    """Return how complete each data set and period is, in the calendar's order.

    An accepted explanation of a part that never came does not make the set complete.
    """
    found: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        found.setdefault((entry.obligation.dataset, entry.obligation.period), []).append(entry)
    return [_whole(own) for own in found.values()]


def _whole(entries: list[Entry]) -> Whole:
    first = entries[0].obligation
    came = [e for e in entries if e.received is not None]
    complete = (
        max((e.received for e in came if e.received), default=None) if len(came) == len(entries) else None
    )
    return Whole(
        first.unit,
        first.dataset,
        first.label,
        first.period,
        first.due,
        len(entries),
        len(came),
        complete,
        tuple(e.obligation.supplier for e in entries if e.received is None),
    )


def open_entries(entries: Iterable[Entry], as_of: date, ahead: int) -> list[Entry]:
    """Return what people are to be reminded of: overdue and unexplained, or due within `ahead` days."""
    return [
        e
        for e in entries
        if e.obligation.reminded
        and (
            e.state in (State.MISSING, State.WITHDRAWN)
            or (e.state is State.NOT_DUE and (e.obligation.due - as_of).days <= ahead)
        )
    ]
