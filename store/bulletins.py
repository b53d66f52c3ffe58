"""The steps towards a year's bulletin (通报) in the ledger: draft, explanation, review, publication.

Rows are only appended. Explanations answer a draft, a review answers an explanation once, and what is
published stays.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import NotFoundError, UsageError
from store.tables import BulletinStep


class Step(StrEnum):
    """What was done."""

    DRAFT = "draft"
    EXPLAIN = "explain"
    REVIEW = "review"
    PUBLISH = "publish"


CAPTIONS: Final = {
    Step.DRAFT: "初评",
    Step.EXPLAIN: "情况说明",
    Step.REVIEW: "复核",
    Step.PUBLISH: "发布",
}


def steps(session: Session, year: int) -> Sequence[BulletinStep]:
    """Return a year's steps in the order they were taken."""
    query = select(BulletinStep).where(BulletinStep.year == year).order_by(BulletinStep.id)
    return session.scalars(query).all()


def last(session: Session, year: int, step: Step) -> BulletinStep | None:
    """Return the last step of a kind, or None."""
    found = [s for s in steps(session, year) if s.step == step]
    return found[-1] if found else None


def rules_kept(session: Session, year: int, moment: datetime) -> dict[str, str] | None:
    """Return the rule files that the last draft or publication up to a moment kept, or None."""
    found = [s.detail.get("rules") for s in steps(session, year) if s.recorded_at <= moment]
    return next((dict(rules) for rules in reversed(found) if rules), None)


def waiting(session: Session, year: int) -> list[BulletinStep]:
    """Return the explanations that nobody has reviewed yet."""
    found = steps(session, year)
    answered = {s.answers for s in found}
    return [s for s in found if s.step == Step.EXPLAIN and s.id not in answered]


def check_may(session: Session, year: int, step: Step) -> None:
    """Raise UsageError where a step may not follow: the order is draft, explain, review, publish."""
    if last(session, year, Step.PUBLISH) is not None:
        raise UsageError(f"{year} 年的考核结果已经发布，不再更改。")
    if step is not Step.DRAFT and last(session, year, Step.DRAFT) is None:
        raise UsageError(
            f"{year} 年还没有初评。", advice=f"请先运行 chanye delivery bulletin draft --year {year}。"
        )
    open_ = waiting(session, year)
    if step is Step.PUBLISH and open_:
        numbers = "、".join(str(s.id) for s in open_)
        raise UsageError(f"还有 {len(open_)} 份情况说明没有复核：{numbers}。")


def append(
    session: Session,
    year: int,
    step: Step,
    *,
    actor: str,
    at: datetime,
    supplier: str = "",
    answers: int | None = None,
    reason: str = "",
    detail: Mapping[str, Any] | None = None,
) -> BulletinStep:
    """Append a step that may follow; an explanation and a review need a reason."""
    check_may(session, year, step)
    if step in (Step.EXPLAIN, Step.REVIEW) and not reason.strip():
        raise UsageError("请说明理由。", advice="请用 --reason 写明。")
    if step is Step.REVIEW:
        _check_explanation(session, year, answers)
    row = BulletinStep(
        year=year, step=step.value, supplier=supplier, answers=answers, reason=reason.strip(),
        detail=dict(detail or {}), actor=actor, recorded_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def _check_explanation(session: Session, year: int, number: int | None) -> None:
    asked = session.get(BulletinStep, number) if number is not None else None
    if asked is None or asked.step != Step.EXPLAIN or asked.year != year:
        raise NotFoundError(f"{year} 年没有第 {number} 号情况说明。")
    if number not in {s.id for s in waiting(session, year)}:
        raise UsageError(f"第 {number} 号情况说明已经复核过。")
