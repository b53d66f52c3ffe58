"""From the draft of a year's score to its publication: units explain, the office reviews, it is kept.

An accepted explanation that names obligations becomes an accepted explanation of each in the calendar, so
that the published score is computed like any other and can be computed again.
"""

from collections.abc import Sequence
from datetime import date, datetime

from core.errors import UsageError
from core.settings import Settings
from governance.calendar.obligations import FIRST
from governance.calendar.standing import standing
from governance.rulebook import effective, with_kept
from governance.score.card import Scores, in_year, score
from governance.score.formula import load_formula
from governance.units.supplier import find_supplier
from ingest.contract import load_catalogue
from store import bulletins, statements
from store.bulletins import Step
from store.ledger import Ledger
from store.tables import BulletinStep


def draft(
    settings: Settings, ledger: Ledger, year: int, as_of: date, *, known_on: datetime, actor: str
) -> tuple[BulletinStep, Scores]:
    """Compute a year's score and keep it as the draft that units may answer; a later draft replaces it."""
    found = score(settings, ledger, year, as_of, known_on=known_on)
    with ledger.session() as session:
        row = bulletins.append(
            session, year, Step.DRAFT, actor=actor, at=known_on, detail=_kept(settings, found)
        )
    return row, found


def score_then(settings: Settings, ledger: Ledger, year: int, as_of: date, *, known_on: datetime) -> Scores:
    """Return a year's score as it was known at a moment.

    The rule files are those that the last draft or publication up to that moment kept, so that a published
    score can be asked for again after the office changed its rules; before the first draft, today's.
    """
    with ledger.session() as session:
        kept = bulletins.rules_kept(session, year, known_on)
    return score(with_kept(settings, kept) if kept else settings, ledger, year, as_of, known_on=known_on)


def _kept(settings: Settings, found: Scores) -> dict[str, object]:
    return {
        "rules": effective(settings),
        "as_of": found.as_of.isoformat(),
        "known_on": found.known_on.isoformat() if found.known_on else None,
        "formula": found.formula.plain(),
        "digest": found.digest,
        "cards": found.plain(),
    }


def explain(
    settings: Settings,
    ledger: Ledger,
    year: int,
    supplier: str,
    about: Sequence[str],
    *,
    reason: str,
    actor: str,
    at: datetime,
) -> BulletinStep:
    """Enter a supplier's explanation; `about` names obligations of its own as `dataset/period`."""
    who = find_supplier(supplier)
    keys = [_about(settings, ledger, year, who.name, text, at) for text in about]
    with ledger.session() as session:
        detail = {"about": keys}
        return bulletins.append(
            session, year, Step.EXPLAIN, actor=actor, at=at, supplier=who.name, reason=reason, detail=detail
        )


def _about(
    settings: Settings, ledger: Ledger, year: int, supplier: str, text: str, at: datetime
) -> list[str]:
    dataset, _, period = text.partition("/")
    key, wanted = load_catalogue().dataset(dataset).key, FIRST if period == "首次采集" else period
    formula = load_formula(settings)
    for entry in standing(settings, ledger, at.date(), known_on=at):
        owed = entry.obligation
        if (owed.dataset, owed.supplier, owed.period) == (key, supplier, wanted) and in_year(
            formula, entry, year
        ):
            return [key, wanted]
    raise UsageError(
        f"{supplier} {year} 年没有“{text}”这一项。", advice="写成 数据集/期间，如 power_consumption/2023-06。"
    )


def review(
    ledger: Ledger, year: int, number: int, accept: bool, *, reason: str, actor: str, at: datetime
) -> BulletinStep:
    """Answer an explanation once; accepting it excuses the obligations it names, all in one transaction."""
    with ledger.session() as session:
        row = bulletins.append(
            session,
            year,
            Step.REVIEW,
            actor=actor,
            at=at,
            answers=number,
            reason=reason,
            detail={"accept": accept},
        )
        asked = session.get_one(BulletinStep, number)
        row.supplier = asked.supplier
        for dataset, period in asked.detail.get("about", []) if accept else []:
            said = statements.state(
                session, statements.EXPLANATION, dataset, asked.supplier, period, reason=asked.reason,
                actor=asked.actor, at=at,
            )  # fmt: skip
            statements.answer(session, said.id, statements.ACCEPTED, reason=reason, actor=actor, at=at)
    return row


def publish(
    settings: Settings, ledger: Ledger, year: int, *, actor: str, at: datetime
) -> tuple[BulletinStep, Scores]:
    """Compute the score again with what the review accepted, and keep it for good."""
    with ledger.session() as session:
        bulletins.check_may(session, year, Step.PUBLISH)
        begun = bulletins.last(session, year, Step.DRAFT)
    if begun is None:
        raise UsageError(f"{year} 年还没有初评。")
    found = score(settings, ledger, year, date.fromisoformat(begun.detail["as_of"]), known_on=at)
    with ledger.session() as session:
        row = bulletins.append(session, year, Step.PUBLISH, actor=actor, at=at, detail=_kept(settings, found))
    return row, found
