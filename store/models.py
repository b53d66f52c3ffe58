"""Match models in the ledger: frozen, numbered versions, one of them active."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from core.errors import NotFoundError
from store.audit import utc_now
from store.tables import ModelUse, ModelVersion


def active(session: Session) -> ModelVersion | None:
    """Return the version in use, or None before the first training."""
    return session.scalar(
        select(ModelVersion).where(ModelVersion.active).order_by(ModelVersion.number.desc())
    )


def add(
    session: Session,
    parameters: dict[str, Any],
    data_hash: str,
    packages: dict[str, str],
    at: datetime,
    *,
    use: bool = True,
) -> ModelVersion:
    """Append a version and return it; `use` makes it the active one."""
    if use:
        session.execute(update(ModelVersion).values(active=False))
    number = (session.scalar(select(func.max(ModelVersion.number))) or 0) + 1
    row = ModelVersion(
        number=number,
        created_at=at,
        active=use,
        data_hash=data_hash,
        parameters=parameters,
        packages=packages,
    )
    session.add(row)
    session.flush()
    if use:
        note_use(session, number, at)
    return row


def note_use(session: Session, number: int, at: datetime) -> None:
    """Note that a version is in use from a moment (UTC) on."""
    session.add(ModelUse(number=number, since=at))
    session.flush()


def get(session: Session, number: int) -> ModelVersion:
    """Return a version by its number; NotFoundError."""
    row = session.get(ModelVersion, number)
    if row is None:
        raise NotFoundError(f"没有模型版本 {number}。", advice="用 chanye model list 查看全部版本。")
    return row


def use(session: Session, number: int, at: datetime | None = None) -> ModelVersion:
    """Make a version the active one, also an older one (rollback); `at` is in UTC, by default now."""
    row = get(session, number)
    session.execute(update(ModelVersion).values(active=False))
    row.active = True
    session.flush()
    note_use(session, number, at or utc_now())
    return row


def in_use(session: Session, at: datetime) -> ModelVersion | None:
    """Return the version in use at a moment (UTC); before the first use, the first version that was used."""
    earlier = (
        select(ModelUse.number)
        .where(ModelUse.since <= at)
        .order_by(ModelUse.since.desc(), ModelUse.id.desc())
    )
    number = session.scalar(earlier.limit(1))
    if number is None:
        number = session.scalar(select(ModelUse.number).order_by(ModelUse.since, ModelUse.id).limit(1))
    return None if number is None else session.get(ModelVersion, number)


def versions(session: Session) -> list[ModelVersion]:
    """Return every version, the newest first."""
    return list(session.scalars(select(ModelVersion).order_by(ModelVersion.number.desc())))
