"""Entering the answers of a filled workbook; what the same person has said already is not entered again."""

from datetime import datetime

import duckdb
from sqlalchemy.orm import Session

from resolution.review.decide import Thing, decide
from resolution.review.filled import Answer
from store.judgements import Verdict, in_force


def _pairs(answer: Answer) -> list[tuple[Thing, Verdict]]:
    """What an answer says, pair by pair; the right firm named beside a refusal is a link of its own."""
    found = [(answer.entity, answer.verdict)] if answer.entity is not None else []
    if answer.right is not None and (answer.entity is None or answer.right.id != answer.entity.id):
        found.append((answer.right, Verdict.MUST_LINK))
    return found


def take(
    session: Session, con: duckdb.DuckDBPyConnection, answers: list[Answer], *, actor: str, at: datetime
) -> tuple[list[int], int]:
    """Append the decisions of one person; return the numbers entered, and how many were known already."""
    known = {(j.mention, j.entity): j.decision for j in in_force(session) if j.actor == actor}
    entered: list[int] = []
    before = 0
    for answer in answers:
        for thing, verdict in _pairs(answer):
            if known.get((answer.mention.id, thing.id)) == verdict:
                before += 1
                continue
            row = decide(session, con, answer.mention, thing, verdict, actor=actor, reason=answer.why, at=at)
            entered.append(row.id)
    return entered, before
