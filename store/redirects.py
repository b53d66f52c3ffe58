"""Redirects in the ledger: ids that were given out and gave way to others, as the latest run left them."""

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from store.tables import Redirect


def redirects(session: Session) -> list[Redirect]:
    """Return every redirect in force, ordered by the old id."""
    return list(session.scalars(select(Redirect).order_by(Redirect.old)))


def replace(session: Session, rows: Iterable[Redirect]) -> None:
    """Put these in place of all that were known; an id that is alive again must not be among them."""
    session.execute(delete(Redirect))
    session.add_all(list(rows))
    session.flush()
