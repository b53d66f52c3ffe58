"""The feed of changes to entities in the ledger, appended by every run that changed something."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables import EntityChange


def append_changes(session: Session, rows: Iterable[EntityChange]) -> None:
    """Append what one run changed."""
    session.add_all(list(rows))
    session.flush()


def changes(
    session: Session,
    *,
    after: int = 0,
    since: datetime | None = None,
    change: str | None = None,
    kind: str | None = None,
    entity: str | None = None,
    limit: int = 1000,
) -> Sequence[EntityChange]:
    """Return changes in the order they were recorded: after a number, since a time, of a sort."""
    query = select(EntityChange).where(EntityChange.id > after).order_by(EntityChange.id).limit(limit)
    if since is not None:
        query = query.where(EntityChange.known_at >= since)
    if change is not None:
        query = query.where(EntityChange.change == change)
    if kind is not None:
        query = query.where(EntityChange.kind == kind)
    if entity is not None:
        query = query.where((EntityChange.entity == entity) | (EntityChange.other == entity))
    return session.scalars(query).all()
