"""The score: what each state is worth, averages within a unit, terms without data, ranks."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from core.errors import RulesError
from governance.score.card import Card, Scores, score
from governance.score.formula import Term, load_formula
from governance.score.terms import Item, Scope
from store import deliveries, statements
from tests.governance.office import Office, moment

ROW = {"month": "2023-05", "name": "晋江甲公司", "consumption": 5, "kind": "商砼"}


def _score(office: Office, as_of: str = "2023-12-31", known_on: str | None = None, **more: Any) -> Scores:  # noqa: ANN401
    known = moment(known_on) if known_on else None
    return score(office.settings, office.ledger, 2023, date.fromisoformat(as_of), known_on=known, **more)


def _card(scores: Scores, supplier: str) -> Card:
    (card,) = [c for c in scores.cards if c.supplier.name == supplier]
    return card


def _deliver_power(office: Office) -> None:
    """First in time, May in time, June 2 days late, July 12 days late, from August on missing: five owed."""
    office.put("power_consumption", "2022-01..2023-04", "2023-06-20", [ROW], covers={"2023-04": 1})
    for month, day in ((5, "2023-06-15"), (6, "2023-07-17"), (7, "2023-08-27")):
        office.put("power_consumption", f"2023-0{month}", day, [ROW, ROW | {"name": None}], rows_rejected=2)


def test_a_unit_of_one_set_is_worth_what_the_formula_says(office: Office) -> None:
    _deliver_power(office)
    card = _card(_score(office, "2023-09-20"), "市供电公司")
    timely = (1 + 1 + 0.8 + 0.2 + 0) / 5
    filled = (1 + 3 * 7 / 8 + 0) / 5
    correct = (1 + 3 * ((0.5 + 1) / 2)) / 4  # no code to check: two parts
    assert card.terms[Term.TIMELINESS].value == pytest.approx(timely)
    assert card.terms[Term.COMPLETENESS].value == pytest.approx(filled)
    assert card.terms[Term.CORRECTNESS].value == pytest.approx(correct)
    assert card.points == pytest.approx(100 * (40 * timely + 20 * filled + 20 * correct) / 80, abs=0.005)
    assert card.grade == "合格"


def test_terms_without_data_are_told_and_their_weight_is_spread(office: Office) -> None:
    _deliver_power(office)
    found = _score(office)
    assert found.unknown == (Term.CORRECTION_SPEED, Term.USE)
    card = _card(found, "市供电公司")
    assert [card.terms[t].weight for t in Term] == [50, 25, 25, 0, 0]
    assert card.terms[Term.USE].value is None


def test_another_part_of_the_product_can_feed_a_term(office: Office) -> None:
    _deliver_power(office)

    def tickets(_: Scope) -> Iterator[Item]:
        yield Item("市供电公司", "power_consumption", "ticket 1", 0.5, "改正用了 8 个工作日")

    card = _card(_score(office, feeds={Term.CORRECTION_SPEED: tickets}), "市供电公司")
    assert card.terms[Term.CORRECTION_SPEED].value == 0.5
    assert sum(s.weight for s in card.terms.values()) == pytest.approx(100)
    assert card.terms[Term.CORRECTION_SPEED].weight == pytest.approx(100 / 9)


def test_sets_of_a_unit_weigh_the_same_however_often_they_are_due(office: Office) -> None:
    for month in range(5, 12):
        office.put("urban_infrastructure_fee", f"2023-{month:02d}", f"2023-{month + 1:02d}-10")
    card = _card(_score(office, "2023-12-20"), "市财政局")
    by_set = card.terms[Term.TIMELINESS].datasets
    assert by_set == {"urban_infrastructure_fee": 7 / 8, "subsidy_payment": 0, "fiscal_monthly_report": 0}
    assert card.terms[Term.TIMELINESS].value == pytest.approx(7 / 24)


def test_a_disputed_frequency_is_out_until_it_is_ruled(office: Office) -> None:
    def abouts() -> set[str]:
        items = _card(_score(office, "2023-08-31"), "市人社局").terms[Term.TIMELINESS].items
        return {i.about.rsplit("/", 1)[1] for i in items if i.dataset == "employment_indicator"}

    assert abouts() == {"first"}
    office.change("calendar.yaml", rulings={"employment_indicator": "annex1"})
    assert abouts() == {"first", "2023-05", "2023-06", "2023-07"}


def test_nil_counts_explained_does_not_withdrawn_is_nothing(office: Office) -> None:
    office.put("power_consumption", "2022-01..2023-04", "2023-06-20", [ROW], covers={"2023-04": 1})
    office.put("power_consumption", "2023-05", "2023-06-10", rows=[], status="nil")
    taken = office.put("power_consumption", "2023-06", "2023-07-10", [ROW])
    with office.ledger.session() as session:
        deliveries.withdraw(session, taken, "有误", "x", moment("2023-07-12"))
        said = statements.state(
            session,
            "explanation",
            "power_consumption",
            "市供电公司",
            "2023-07",
            reason="x",
            actor="x",
            at=moment("2023-08-20"),
        )
        statements.answer(
            session, said.id, statements.ACCEPTED, reason="x", actor="y", at=moment("2023-08-21")
        )
    card = _card(_score(office, "2023-08-31"), "市供电公司")
    credits = {i.about.rsplit("/", 1)[1]: i.credit for i in card.terms[Term.TIMELINESS].items}
    assert credits == {"first": 1, "2023-05": 1, "2023-06": 0, "2023-07": None}
    assert card.terms[Term.TIMELINESS].value == pytest.approx(2 / 3)
    assert {i.about.rsplit("/", 1)[1]: i.credit for i in card.terms[Term.COMPLETENESS].items} == {
        "first": 1, "2023-05": None, "2023-06": 0, "2023-07": None,
    }  # fmt: skip
    known = _card(_score(office, "2023-08-31", known_on="2023-08-20T12:00:00"), "市供电公司")
    assert known.terms[Term.TIMELINESS].value == pytest.approx(2 / 4)


def test_towns_are_ranked_among_towns_and_equals_share_a_rank(office: Office) -> None:
    for town in ("陈埭镇", "安海镇"):
        office.put("offsite_firm", "2022", "2023-06-20", [{"name": town}], supplier=town)
    _deliver_power(office)
    ranks = {c.supplier.name: (c.rank, c.supplier.town) for c in _score(office, "2023-07-31").cards}
    assert ranks["陈埭镇"] == ranks["安海镇"] == (1, True)
    assert ranks["青阳街道"] == (3, True)
    assert ranks["市供电公司"] == (1, False)
    assert len(ranks) == 35


def test_the_same_question_has_the_same_answer_to_the_byte(office: Office) -> None:
    _deliver_power(office)
    before = _score(office, "2023-08-31", known_on="2023-08-31")
    office.put("power_consumption", "2023-08", "2023-09-10", [ROW])
    again = _score(office, "2023-08-31", known_on="2023-08-31")
    assert (again.digest, again.plain()) == (before.digest, before.plain())
    assert _score(office, "2023-09-30").digest != before.digest


def test_nobody_has_a_score_before_anything_is_due(office: Office) -> None:
    assert {(c.points, c.grade, c.rank) for c in _score(office, "2023-06-01").cards} == {
        (None, "无数据", None)
    }


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            {"terms": {"timeliness": {"weight": 1}, "diligence": {"weight": 1}}},
            "第 .* 行 terms.diligence：不认识这一项",
        ),
        ({"terms": {"timeliness": {"weight": 0}}}, "权重不能全为 0"),
        ({"timeliness": {"credit": {"on_time": 1}}}, "credit 缺少"),
        ({"timeliness": {"credit": {"on_time": 2}}}, "timeliness.credit.on_time"),
        ({"correctness": {"parts": {"beauty": 1}}}, "correctness.parts.beauty：不是允许的取值"),
        ({"completeness": {"left_out": {"moon": ["x"]}}}, "数据集 moon 不在数据目录"),
        ({"completeness": {"left_out": {"power_consumption": ["moon"]}}}, "没有字段 moon"),
        ({"grades": [{"from": 60, "name": "x"}]}, "最后一级从 0 分起"),
        ({"bonus": 3}, "bonus：不认识这一项"),
    ],
)
def test_a_mistake_in_the_formula_names_file_and_place(
    office: Office, wrong: dict[str, Any], said: str
) -> None:
    office.change("score.yaml", **wrong)
    with pytest.raises(RulesError, match=rf"score\.yaml.*{said}"):
        load_formula(office.settings)
