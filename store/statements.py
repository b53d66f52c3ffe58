"""Statements about obligations in the ledger: nil returns (零报告), explanations (情况说明), and the answers.

Rows are only appended. A nil return holds unless the office refuses it; an explanation holds once accepted.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import NotFoundError, UsageError
from store.tables import Statement

NIL: Final = "nil"
EXPLANATION: Final = "explanation"
ACCEPTED: Final = "accepted"
REFUSED: Final = "refused"
TAKEN_BACK: Final = "taken_back"
KINDS: Final = {
    NIL: "零报告", EXPLANATION: "情况说明", ACCEPTED: "采纳", REFUSED: "不采纳", TAKEN_BACK: "收回",
}  # fmt: skip


def state(
    session: Session,
    kind: str,
    dataset: str,
    supplier: str,
    period: str,
    *,
    reason: str,
    actor: str,
    at: datetime,
) -> Statement:
    """Append what a supplier states about one obligation; the reason may not be empty."""
    if not reason.strip():
        raise UsageError("请说明原因。", advice="请用 --reason 写明。")
    row = Statement(
        kind=kind, dataset=dataset, supplier=supplier, period=period, reason=reason.strip(), answers=None,
        actor=actor, stated_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def answer(
    session: Session, number: int, verdict: str, *, reason: str, actor: str, at: datetime
) -> Statement:
    """Append the office's answer to statement `number`; UsageError where the same answer is in force."""
    asked = session.get(Statement, number)
    if asked is None or asked.answers is not None:
        raise NotFoundError(
            f"没有第 {number} 号零报告或情况说明。", advice="用 chanye delivery statements 查看。"
        )
    last = verdict_of(history(session), number)
    if last is not None and (last.kind == verdict or last.kind == TAKEN_BACK):
        raise UsageError(f"第 {number} 号已经{KINDS[last.kind]}，没有作任何改动。")
    row = Statement(
        kind=verdict, dataset=asked.dataset, supplier=asked.supplier, period=asked.period,
        reason=reason.strip(), answers=number, actor=actor, stated_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def history(session: Session, *, known_on: datetime | None = None) -> Sequence[Statement]:
    """Return every row in the order it was appended, up to a moment."""
    query = select(Statement).order_by(Statement.id)
    return session.scalars(query if known_on is None else query.where(Statement.stated_at <= known_on)).all()


def verdict_of(rows: Sequence[Statement], number: int) -> Statement | None:
    """Return the last answer to a statement among these rows, or None."""
    found = [r for r in rows if r.answers == number]
    return found[-1] if found else None


def in_force(session: Session, kind: str, known_on: datetime | None = None) -> list[Statement]:
    """Return the statements of a kind that hold, as known now or at a moment."""
    rows = history(session, known_on=known_on)
    holds = (None, ACCEPTED) if kind == NIL else (ACCEPTED,)
    last = {r.answers: r.kind for r in rows if r.answers is not None}
    return [r for r in rows if r.kind == kind and last.get(r.id) in holds]
