"""The steps until a year's score is published: their order, what a review changes, what is kept."""

from datetime import date
from pathlib import Path

import pytest

from core.errors import NotFoundError, UsageError
from governance.rulebook import SHIPPED
from governance.score import bulletin
from governance.score.card import score
from store import bulletins
from store.bulletins import Step
from store.tables import BulletinStep
from tests.governance.office import Office, moment

DAY = date(2023, 12, 31)
ABOUT = "power_consumption/2023-05"


def _draft(office: Office, at: str = "2024-01-05") -> float:
    _, found = bulletin.draft(office.settings, office.ledger, 2023, DAY, known_on=moment(at), actor="x")
    return next(c.points or 0.0 for c in found.cards if c.supplier.name == "市供电公司")


def _explain(office: Office, about: str = ABOUT, at: str = "2024-01-10", unit: str = "power") -> BulletinStep:
    return bulletin.explain(
        office.settings, office.ledger, 2023, unit, [about], reason="系统升级", actor="联系员", at=moment(at)
    )


def _review(office: Office, number: int, accept: bool = True, at: str = "2024-01-15") -> None:
    bulletin.review(office.ledger, 2023, number, accept, reason="属实", actor="办公室", at=moment(at))


def test_an_accepted_explanation_changes_the_published_score_and_the_draft_stays(office: Office) -> None:
    office.put("power_consumption", "2023-06", "2023-07-10")
    before = _draft(office)
    _review(office, _explain(office).id)
    row, found = bulletin.publish(office.settings, office.ledger, 2023, actor="x", at=moment("2024-01-20"))
    after = next(c.points or 0.0 for c in found.cards if c.supplier.name == "市供电公司")
    assert after > before
    again = score(office.settings, office.ledger, 2023, DAY, known_on=moment("2024-01-20"))
    assert again.digest == row.detail["digest"]
    assert row.detail["cards"] == again.plain()
    with office.ledger.session() as session:
        first = bulletins.last(session, 2023, Step.DRAFT)
        assert first is not None
        assert [c["points"] for c in first.detail["cards"] if c["supplier"] == "市供电公司"] == [before]


def test_a_published_score_is_asked_for_again_after_the_rules_changed(office: Office, tmp_path: Path) -> None:
    office.put("power_consumption", "2023-06", "2023-07-10")
    _draft(office)
    row, _ = bulletin.publish(office.settings, office.ledger, 2023, actor="x", at=moment("2024-01-20"))
    own = tmp_path / "own"
    own.mkdir()
    text = (SHIPPED / "score.yaml").read_text(encoding="utf-8")
    (own / "score.yaml").write_text(
        text.replace("timeliness: {weight: 40}", "timeliness: {weight: 10}"), encoding="utf-8"
    )
    changed = office.settings.model_copy(update={"governance": own})
    now = score(changed, office.ledger, 2023, DAY, known_on=moment("2024-01-20"))
    then = bulletin.score_then(changed, office.ledger, 2023, DAY, known_on=moment("2024-01-20"))
    before = bulletin.score_then(changed, office.ledger, 2023, DAY, known_on=moment("2024-01-04"))
    assert then.digest == row.detail["digest"] != now.digest
    assert before.formula.fingerprint == now.formula.fingerprint


def test_a_refused_explanation_changes_nothing(office: Office) -> None:
    before = _draft(office)
    _review(office, _explain(office).id, accept=False)
    assert _draft(office, "2024-01-18") == before


def test_the_steps_keep_their_order(office: Office) -> None:
    with pytest.raises(UsageError, match="还没有初评"):
        _explain(office)
    _draft(office)
    number = _explain(office).id
    with pytest.raises(UsageError, match=f"1 份情况说明没有复核：{number}"):
        bulletin.publish(office.settings, office.ledger, 2023, actor="x", at=moment("2024-01-20"))
    _review(office, number, accept=False)
    with pytest.raises(UsageError, match="已经复核过"):
        _review(office, number)
    with pytest.raises(NotFoundError, match="没有第 99 号"):
        _review(office, 99)
    bulletin.publish(office.settings, office.ledger, 2023, actor="x", at=moment("2024-01-20"))
    for act in (lambda: _draft(office), lambda: _explain(office)):
        with pytest.raises(UsageError, match="已经发布"):
            act()


def test_a_review_that_fails_leaves_nothing_behind(office: Office) -> None:
    _draft(office)
    with pytest.raises(UsageError, match="请说明理由"):
        bulletin.review(
            office.ledger, 2023, _explain(office).id, True, reason=" ", actor="x", at=moment("2024-01-15")
        )
    with office.ledger.session() as session:
        assert len(bulletins.waiting(session, 2023)) == 1


@pytest.mark.parametrize(
    "about", ["power_consumption/2022-05", "tax_declaration/2023-05", "power_consumption"]
)
def test_an_explanation_is_of_something_the_unit_owes_in_that_year(office: Office, about: str) -> None:
    _draft(office)
    with pytest.raises(UsageError, match="没有“"):
        _explain(office, about)
