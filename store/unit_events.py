"""Trainings (培训) and meetings (会议) in the ledger: short records, only appended."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import NotFoundError, UsageError
from store.tables import UnitEvent

KINDS: Final = {"training": "培训", "meeting": "会议"}


def append(session: Session, new: UnitEvent) -> UnitEvent:
    """Append a record; UsageError where kind, title or number of people is wrong."""
    if new.kind not in KINDS:
        raise UsageError(f"没有“{new.kind}”这一类。", advice=f"可选：{'、'.join(KINDS)}。")
    if not new.title.strip() or (new.people is not None and new.people < 0):
        raise UsageError("标题不能为空，人数不能为负。")
    session.add(new)
    session.flush()
    return new


def take_back(session: Session, number: int, *, actor: str, reason: str, at: datetime) -> UnitEvent:
    """Append the row that takes a record back."""
    row = session.get(UnitEvent, number)
    if row is None or row.undoes is not None:
        raise NotFoundError(f"没有第 {number} 号记录。")
    if session.scalar(select(UnitEvent).where(UnitEvent.undoes == number)) is not None:
        raise UsageError(f"第 {number} 号记录已经收回。")
    undo = UnitEvent(
        kind=row.kind, held_on=row.held_on, title=row.title, suppliers=row.suppliers, people=row.people,
        note=reason, undoes=number, actor=actor, recorded_at=at,
    )  # fmt: skip
    session.add(undo)
    session.flush()
    return undo


def in_force(
    session: Session,
    *,
    supplier: str | None = None,
    first: date | None = None,
    last: date | None = None,
    known_on: datetime | None = None,
) -> Sequence[UnitEvent]:
    """Return the records that stand, by day; of one supplier those it took part in."""
    query = select(UnitEvent).order_by(UnitEvent.held_on, UnitEvent.id)
    if known_on is not None:
        query = query.where(UnitEvent.recorded_at <= known_on)
    rows = session.scalars(query).all()
    undone = {r.undoes for r in rows if r.undoes is not None}
    return [
        r
        for r in rows
        if r.undoes is None
        and r.id not in undone
        and (supplier is None or supplier in r.suppliers)
        and (first is None or r.held_on >= first)
        and (last is None or r.held_on <= last)
    ]
