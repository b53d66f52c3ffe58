"""Leaders (分管领导) and liaisons (联系员) of units and towns in the ledger; rows are only appended.

At any time a unit has at most one leader; it may have several liaisons.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import NotFoundError, UsageError
from store.tables import Appointment


class Post(StrEnum):
    """What somebody is appointed to."""

    LEADER = "leader"
    LIAISON = "liaison"


POSTS: Final = {Post.LEADER: "分管领导", Post.LIAISON: "联系员"}


@dataclass(frozen=True, slots=True)
class Term:
    """One appointment with the row that ended it: in force from `since` until the day before `until`."""

    row: Appointment
    until: date | None

    def covers(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.row.since <= day and (self.until is None or day < self.until)

    def meets(self, since: date, until: date | None) -> bool:
        """Whether it is in force at any time of a span."""
        return (until is None or self.row.since < until) and (self.until is None or since < self.until)


def terms(session: Session, *, supplier: str | None = None, known_on: datetime | None = None) -> list[Term]:
    """Return every appointment, the oldest first, as known now or at a moment; the last end counts."""
    query = select(Appointment).order_by(Appointment.id)
    if supplier is not None:
        query = query.where(Appointment.supplier == supplier)
    if known_on is not None:
        query = query.where(Appointment.recorded_at <= known_on)
    rows = session.scalars(query).all()
    ended = {r.ends: r.since for r in rows if r.ends is not None}
    return [Term(r, ended.get(r.id)) for r in rows if r.ends is None]


def in_force(
    session: Session, day: date, *, supplier: str | None = None, known_on: datetime | None = None
) -> list[Term]:
    """Return who is in office on a day."""
    return [t for t in terms(session, supplier=supplier, known_on=known_on) if t.covers(day)]


def appoint(
    session: Session, new: Appointment, *, until: date | None = None, replace: bool = False
) -> Appointment:
    """Append an appointment (with its end, where it is known).

    UsageError where a unit would have two leaders at one time; with `replace` the one in office ends the
    day the new one begins.
    """
    if not new.name.strip():
        raise UsageError("姓名不能为空。")
    if until is not None and until <= new.since:
        raise UsageError(f"任期止于 {until}，不晚于起于 {new.since}。", advice="请核对起止日期。")
    rivals = [
        t
        for t in terms(session, supplier=new.supplier)
        if t.row.role == new.role and t.meets(new.since, until)
    ]
    same = [t for t in rivals if t.row.name == new.name]
    if same:
        raise UsageError(f"{new.supplier}的这一人选已在任（第 {same[0].row.id} 号），没有作任何改动。")
    if new.role == Post.LEADER and rivals:
        if not replace or any(t.row.since >= new.since for t in rivals):
            raise UsageError(
                f"{new.supplier}已有一名分管领导（第 {rivals[0].row.id} 号，{rivals[0].row.since} 起），"
                "同一时间只能有一名。",
                advice="用 --replace 接替，或先用 chanye unit end 结束前一人。",
            )
        for term in rivals:
            end(session, term.row.id, new.since, reason="接替", actor=new.actor, at=new.recorded_at)
    session.add(new)
    session.flush()
    if until is not None:
        end(session, new.id, until, reason="任期届满", actor=new.actor, at=new.recorded_at)
    return new


def end(session: Session, number: int, day: date, *, reason: str, actor: str, at: datetime) -> Appointment:
    """Append the row that ends appointment `number`; `day` is the first day without.

    A term whose end is known can still end earlier: the last row counts. UsageError where it would not.
    """
    row = session.get(Appointment, number)
    if row is None or row.ends is not None:
        raise NotFoundError(f"没有第 {number} 号任职。", advice="用 chanye unit show 查看。")
    (until,) = [t.until for t in terms(session, supplier=row.supplier) if t.row.id == number]
    if until is not None and day >= until:
        raise UsageError(f"第 {number} 号任职已经结束（自 {until} 起），只能改为更早。")
    if day <= row.since:
        raise UsageError(f"结束日期 {day} 不晚于任职日期 {row.since}。")
    closing = Appointment(
        unit=row.unit, supplier=row.supplier, role=row.role, name=row.name, position=row.position,
        phone=row.phone, since=day, ends=number, reason=reason, actor=actor, recorded_at=at,
    )  # fmt: skip
    session.add(closing)
    session.flush()
    return closing


def history(session: Session, supplier: str) -> Sequence[Appointment]:
    """Return every row of a supplier in the order it was appended."""
    query = select(Appointment).where(Appointment.supplier == supplier).order_by(Appointment.id)
    return session.scalars(query).all()
