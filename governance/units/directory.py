"""All suppliers at a glance: how many sets each owes, who answers for them, what they took part in."""

from collections import Counter
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from governance.units.supplier import suppliers
from ingest.contract import load_catalogue
from store import appointments, unit_events
from store.appointments import Post


def directory(session: Session, day: date, *, known_on: datetime | None = None) -> list[dict[str, Any]]:
    """Return a row per supplier in the document's order; people's names are personal data."""
    office: dict[tuple[str, str], list[str]] = {}
    for term in appointments.in_force(session, day, known_on=known_on):
        office.setdefault((term.row.supplier, term.row.role), []).append(term.row.name)
    took_part = Counter(
        (s, e.kind) for e in unit_events.in_force(session, last=day, known_on=known_on) for s in e.suppliers
    )
    sets = {u.key: len(u.datasets) for u in load_catalogue().units}
    return [
        {
            "unit": s.unit,
            "supplier": s.name,
            "datasets": sets[s.unit],
            "leader": "、".join(office.get((s.name, Post.LEADER), [])),
            "liaison": "、".join(office.get((s.name, Post.LIAISON), [])),
            "trainings": took_part[s.name, "training"],
            "meetings": took_part[s.name, "meeting"],
        }
        for s in suppliers()
    ]
