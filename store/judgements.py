"""Decisions of stewards in the ledger: appended with actor, time and reason; undoing is another row."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import NotFoundError, UsageError
from store.tables import Judgement


class Verdict(StrEnum):
    """What a steward said about a mention and an entity, or about two mentions, or about two entities."""

    MUST_LINK = "must_link"
    CANNOT_LINK = "cannot_link"
    UNSURE = "unsure"
    SPLIT = "split"  # taken out of the entity, and no other is to be guessed
    UNDO = "undo"


def append(
    session: Session,
    mention: str,
    entity: str,
    verdict: Verdict,
    *,
    actor: str,
    reason: str,
    at: datetime,
    about: Mapping[str, Any] | None = None,
) -> Judgement:
    """Append a decision; `mention` is the hash of the mention's normalised fields, never a cluster's id.

    `about` keeps what the mention says, so that it is found again when names are normalised otherwise.
    """
    if verdict is Verdict.UNDO:
        raise UsageError("撤销请用 undo，并指明撤销哪一条。")
    row = Judgement(
        mention=mention,
        entity=entity,
        decision=verdict,
        actor=actor,
        reason=reason,
        decided_at=at,
        undoes=None,
        about=dict(about or {}),
    )
    session.add(row)
    session.flush()
    return row


def undo(session: Session, number: int, *, actor: str, reason: str, at: datetime) -> Judgement:
    """Append the row that undoes decision `number`; NotFoundError, or UsageError if it is undone already."""
    old = session.get(Judgement, number)
    if old is None or old.undoes is not None:
        raise NotFoundError(f"没有第 {number} 条裁定。")
    if session.scalar(select(Judgement).where(Judgement.undoes == number)) is not None:
        raise UsageError(f"第 {number} 条裁定已经撤销。")
    row = Judgement(
        mention=old.mention,
        entity=old.entity,
        decision=Verdict.UNDO,
        actor=actor,
        reason=reason,
        decided_at=at,
        undoes=number,
    )
    session.add(row)
    session.flush()
    return row


def history(session: Session, mention: str | None = None) -> list[Judgement]:
    """Return every row, the oldest first, of one mention or of all."""
    query = select(Judgement).order_by(Judgement.id)
    return list(session.scalars(query if mention is None else query.where(Judgement.mention == mention)))


def in_force(session: Session, on: datetime | None = None) -> list[Judgement]:
    """Return the decisions in force now or at a time: none undone, of one actor on one pair the latest."""
    return standing([r for r in history(session) if on is None or r.decided_at <= on])


def standing(rows: Sequence[Judgement]) -> list[Judgement]:
    """Return which of these rows, in order of their numbers, no other of them undoes or replaces."""
    undone = {r.undoes for r in rows if r.undoes is not None}
    latest: dict[tuple[str, str, str], Judgement] = {}
    for row in rows:
        if row.undoes is None and row.id not in undone:
            latest[(row.mention, row.entity, row.actor)] = row
    return sorted(latest.values(), key=lambda r: r.id)
