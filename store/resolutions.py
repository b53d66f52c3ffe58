"""Runs of the resolution in the ledger; the latest finished one is what the graph and the questions read."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables import ResolutionRun


def latest(session: Session) -> ResolutionRun | None:
    """Return the run that finished last, or None."""
    return session.scalar(
        select(ResolutionRun).order_by(ResolutionRun.finished_at.desc(), ResolutionRun.id).limit(1)
    )


def record(session: Session, run: ResolutionRun) -> None:
    """Enter a finished run; the same inputs give the same id, so that a repeated run replaces its row."""
    session.merge(run)


def runs(session: Session) -> list[ResolutionRun]:
    """Return every run, the latest first."""
    return list(
        session.scalars(select(ResolutionRun).order_by(ResolutionRun.finished_at.desc(), ResolutionRun.id))
    )
