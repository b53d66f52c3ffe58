"""The calendar counted: how each supplier's obligations stand, for notices and reports."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from governance.calendar.standing import Entry, State


def summary(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Return a row per supplier, in the calendar's order: owed, each state, days late in the mean.

    The laxer reading of a disputed frequency is counted, the stricter is not: nothing is counted twice.
    """
    found: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        if entry.obligation.scored:
            found.setdefault((entry.obligation.unit, entry.obligation.supplier), []).append(entry)
    return [_row(unit, supplier, own) for (unit, supplier), own in found.items()]


def _row(unit: str, supplier: str, entries: list[Entry]) -> dict[str, Any]:
    states = Counter(e.state for e in entries)
    late = [e.days for e in entries if e.state is State.LATE]
    return {
        "unit": unit,
        "supplier": supplier,
        "owed": len(entries),
        **{s.value: states[s] for s in State},
        "mean_days_late": sum(late) / len(late) if late else None,
    }
