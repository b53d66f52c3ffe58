"""Working days: weekends, holidays, exchanged days; a year without a table is an error that names it."""

from datetime import date

import pytest

from core.errors import RulesError
from governance.calendar.workdays import (
    is_working_day,
    next_working_day,
    planned_after,
    planned_days_between,
)
from tests.governance.office import Office


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2020-01-31", False),  # the Spring Festival that was prolonged
        ("2020-02-03", True),
        ("2020-09-27", True),  # a Sunday worked for 国庆
        ("2021-02-20", True),
        ("2022-10-08", True),
        ("2023-06-22", False),  # 端午
        ("2023-06-25", True),  # the Sunday worked for it
        ("2023-07-15", False),  # a Saturday
        ("2023-09-29", False),
        ("2023-10-07", True),
        ("2024-02-18", True),
        ("2024-12-31", True),
        ("2025-10-08", False),
        ("2026-01-04", True),
        ("2026-02-23", False),
    ],
)
def test_a_day_is_worked_as_the_notice_says(office: Office, day: str, works: bool) -> None:
    assert is_working_day(office.settings, date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("year", "days"),
    [(2020, 249), (2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)],
)
def test_a_year_has_as_many_working_days_as_published(office: Office, year: int, days: int) -> None:
    assert sum(is_working_day(office.settings, date.fromordinal(n)) for n in _year(year)) == days


def _year(year: int) -> range:
    return range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())


def test_counting_leaves_out_the_first_day_and_goes_over_holidays(office: Office) -> None:
    settings, friday = office.settings, date(2023, 9, 28)
    assert next_working_day(settings, date(2023, 9, 29)) == date(2023, 10, 7)
    assert planned_after(settings, friday, 3) == date(2023, 10, 9)
    assert planned_days_between(settings, friday, date(2023, 10, 9)) == 3
    assert planned_days_between(settings, date(2023, 10, 9), friday) == 0


def test_a_year_without_a_table_names_the_file_and_the_year(office: Office) -> None:
    with pytest.raises(RulesError, match=r"没有 2031 年的节假日表：.*holidays/2031\.yaml"):
        is_working_day(office.settings, date(2031, 5, 1))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"working_days": [date(2023, 1, 30)]}, "2023-01-30"),  # a Monday is worked anyway
        ({"holidays": [{"name": "春节", "from": date(2023, 2, 9), "to": date(2023, 2, 1)}]}, "春节"),
        ({"year": 2022}, "2022"),
        ({"weekends": []}, "weekends"),
    ],
)
def test_a_slip_in_a_table_is_told(office: Office, wrong: dict[str, object], said: str) -> None:
    office.change("holidays/2023.yaml", **wrong)
    with pytest.raises(RulesError, match=rf"2023\.yaml.*{said}"):
        is_working_day(office.settings, date(2023, 1, 20))
