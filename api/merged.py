"""Ids that gave way to others: where an old id leads today."""

from sqlalchemy.orm import Session

from store.tables import Redirect


def successor(session: Session, entity_id: str) -> str | None:
    """Return the id that an old one was merged into, at the end of all merges; None for a living id."""
    seen = [entity_id]
    while (step := session.get(Redirect, seen[-1])) is not None and step.new not in seen:
        seen.append(step.new)
    return seen[-1] if len(seen) > 1 else None
