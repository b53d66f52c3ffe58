"""What is owed: by whom, for which periods, until when."""

from collections import Counter
from datetime import date

import pytest

from core.errors import RulesError
from governance.calendar.obligations import Basis, Obligation, obligations
from governance.calendar.workdays import planned_working_day
from ingest.contract import Catalogue, load_catalogue
from tests.governance.office import Office


def _owed(office: Office, dataset: str, until: str = "2024-01-31") -> list[Obligation]:
    return [o for o in obligations(office.settings, date.fromisoformat(until)) if o.dataset == dataset]


def test_a_monthly_set_owes_its_history_once_and_then_every_month(office: Office) -> None:
    found = [(o.period, str(o.due)) for o in _owed(office, "tax_net_revenue", "2023-09-30")]
    assert found == [
        ("2023-05", "2023-06-15"), ("first", "2023-06-30"), ("2023-06", "2023-07-15"),
        ("2023-07", "2023-08-15"), ("2023-08", "2023-09-15"), ("2023-09", "2023-10-15"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("dataset", "period", "due"),
    [
        ("economic_indicator", "2023-Q2", "2023-07-30"),
        ("gdp_indicator", "2023", "2024-01-31"),
        ("population_indicator", "2023", "2024-03-31"),
        ("hightech_firm", "2023", "2024-03-31"),
        ("sole_proprietor", "2023-05", "2023-06-15"),
        ("tax_declaration", "2023-06", "2023-07-17"),  # returns could be filed until the 17th
    ],
)
def test_the_first_routine_periods_are_due_as_the_document_says(
    office: Office, dataset: str, period: str, due: str
) -> None:
    assert str(next(o.due for o in _owed(office, dataset) if o.period == period)) == due


def test_every_town_owes_its_own_part(office: Office) -> None:
    found = Counter(o.period for o in _owed(office, "offsite_firm"))
    assert found == {"first": 19, "2023": 19, "2024": 19}
    assert {o.supplier for o in _owed(office, "offsite_firm")} == set(
        load_catalogue().unit_of("offsite_firm").suppliers
    )


def test_where_the_annexes_disagree_the_stricter_reminds_and_the_laxer_scores(office: Office) -> None:
    found = {
        (o.period, o.basis, o.reminded, o.scored) for o in _owed(office, "employment_indicator", "2023-07-31")
    }
    assert found == {
        ("first", Basis.AGREED, True, True),
        ("2023-05", Basis.STRICT, True, False),
        ("2023-06", Basis.STRICT, True, False),
        ("2023-07", Basis.STRICT, True, False),
        ("2023", Basis.UNDISPUTED, False, True),
    }


@pytest.mark.parametrize(
    ("ruling", "periods"),
    [("annex1", {"first", "2023-05", "2023-06"}), ("annex2", {"first", "2023-Q2"})],
)
def test_a_ruling_leaves_one_reading_that_reminds_and_scores(
    office: Office, ruling: str, periods: set[str]
) -> None:
    office.change("calendar.yaml", rulings={"town_project": ruling})
    found = _owed(office, "town_project", "2023-06-30")
    assert {o.period for o in found} == periods
    assert all(o.reminded and o.scored for o in found)


def test_a_due_date_on_a_day_off_moves_only_where_the_setting_says(office: Office) -> None:
    def due() -> str:
        return str(next(o.due for o in _owed(office, "tax_net_revenue") if o.period == "2023-06"))

    assert due() == "2023-07-15"  # a Saturday
    office.change("calendar.yaml", next_working_day=True)
    assert due() == "2023-07-17"


def test_a_due_date_in_a_coming_year_moves_over_weekends_and_says_so(office: Office) -> None:
    office.change("calendar.yaml", next_working_day=True)
    found = {o.period: o for o in _owed(office, "gdp_indicator", "2026-12-31")}
    assert (str(found["2025"].due), found["2025"].moved) == ("2026-02-02", "")  # the tables that ship
    due, said = found["2026"].due, found["2026"].moved
    assert (str(due), said) == ("2027-02-01", "2027 年放假通知未录入，只避开了周末")  # due on a Sunday
    assert all(not o.moved for o in _owed(office, "tax_net_revenue", "2026-09-30") if o.due.year < 2027)


def test_a_due_date_in_a_year_before_the_tables_is_an_error(office: Office) -> None:
    with pytest.raises(RulesError, match=r"没有 2019 年的节假日表"):
        planned_working_day(office.settings, date(2019, 6, 1))


def test_a_set_of_a_later_phase_owes_nothing_before_and_one_that_ended_nothing_after(office: Office) -> None:
    held = load_catalogue()
    unit = next(u for u in held.units if u.key == "power")
    spec = unit.datasets[0].model_copy(update={"effective_from": "2023-08-01", "effective_to": "2023-10-31"})
    catalogue = Catalogue(units=(unit.model_copy(update={"datasets": (spec,)}),))
    found = obligations(office.settings, date(2024, 1, 31), catalogue=catalogue)
    assert [o.period for o in found] == ["first", "2023-08", "2023-09", "2023-10"]
