"""Land, staff and benefit of groups of firms, on rows made for the case."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph_model.project import Projection
from tests.graph_model.mini import FOAM, PARCEL, SHOE, TWIN, Row, _income, _staff, _tax, mini_projection

pytestmark = pytest.mark.slow


def told(made: Projection, sql: str, **params: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401
    return made.con.execute(sql, params).fetchall()


def registered(day: date, area: float, **roles: str) -> Row:
    values = {"issued_on": day, "use_right_area": area, "parcel_area": 20_000}
    return ("property_registration", "2021-09", values, {"宗地": PARCEL, **roles})


UNIT = date(2021, 9, 1)
LATER = date(2022, 6, 1)


@pytest.mark.parametrize(
    ("more", "held"),
    [
        ([registered(UNIT, 100, 原权利人=SHOE, 权利人=TWIN)], {SHOE: 19_900.5, TWIN: 99.5}),
        ([registered(UNIT, 100, 权利人=TWIN)], {SHOE: 19_900.5, TWIN: 99.5}),
        ([registered(UNIT, 20_000, 原权利人=SHOE, 权利人=TWIN)], {TWIN: 20_000}),
        ([registered(UNIT, 20_000, 权利人=TWIN)], {TWIN: 20_000}),
        (
            [registered(UNIT, 100, 权利人=TWIN), registered(LATER, 100, 原权利人=TWIN, 权利人=FOAM)],
            {SHOE: 19_900.5, FOAM: 99.5},
        ),
    ],
    ids=["sells a unit", "unit of another", "sells all", "all of another", "a unit is sold on"],
)
def test_land_is_held_as_long_as_the_graph_says_that_it_is(
    tmp_path: Path, more: list[Row], held: dict[str, float]
) -> None:
    made = mini_projection(tmp_path, more)
    asked = "SELECT entity_id, own_land FROM land_year WHERE year = 2022 ORDER BY ALL"
    assert dict(told(made, asked)) == {k: pytest.approx(v, abs=0.1) for k, v in held.items()}
    asked = 'SELECT "start" FROM "rel_HOLDS_Enterprise_Parcel" WHERE to_on IS NULL ORDER BY ALL'
    assert {r[0] for r in told(made, asked)} == set(held)


def test_staff_of_a_group_is_that_of_one_month_and_its_base_the_same_month_before(tmp_path: Path) -> None:
    pension = "企业职工基本养老保险"
    more = [
        _staff("2022-04", SHOE, pension, 70),
        _staff("2022-04", FOAM, pension, 30),
        _staff("2022-06", TWIN, pension, 40),  # gone before the year ends
        _staff("2023-03", FOAM, pension, 20),  # gone before the last month
        _staff("2023-04", SHOE, pension, 84),
    ]
    made = mini_projection(tmp_path, more)
    asked = (
        'SELECT year, staff, staff_base FROM "node_GroupFigures" '
        "WHERE \"by\" = 'city' AND year >= 2022 ORDER BY ALL"
    )
    assert told(made, asked) == [(2022, 102, None), (2023, 84, 100)]


def paid(period: str, firm: str, amount: int) -> Row:
    values = {"amount": amount, "document_no": "晋财指标〔2021〕9号", "beneficiary_name": "某企业"}
    return ("subsidy_payment", period, values, {"受补企业": firm})


def test_who_pays_nothing_in_a_full_year_counts_as_nothing_and_the_same_years_are_set_against_each_other(
    tmp_path: Path,
) -> None:
    months = [f"{y}-{m:02}" for y in (2020, 2021, 2022) for m in range(1, 13)]
    more = [
        *(_tax(m, SHOE, 1_000) for m in months),
        *(_income(m, SHOE, 5_000, f"F{m}", date(2023, 1, 1)) for m in months),
        _tax("2020-05", FOAM, 100),  # 50 stay with the city; nothing after
        paid("2021-03", FOAM, 10),
        paid("2023-02", FOAM, 1_000),  # of a year that is not over
        paid("2023-02", TWIN, 500),
    ]
    made = mini_projection(tmp_path, more)
    asked = """SELECT firms, local, compared, local_compared, tax_local_before, tax_local_after,
                      revenue_after, tax_local_since, local_since
               FROM "node_SupportFigures" WHERE "by" = 'document' AND "group" = '晋财指标〔2021〕9号'"""
    assert told(made, asked) == [(2, 1_510, 1, 10, 50, 0, 0, 0, 10)]


def test_a_firm_that_left_before_the_last_month_has_no_staff_at_the_years_end(tmp_path: Path) -> None:
    pension = "企业职工基本养老保险"
    made = mini_projection(tmp_path, [_staff("2022-06", TWIN, pension, 40)])
    asked = 'SELECT staff, staff_mean FROM "node_YearFigures" WHERE key = $key'
    assert told(made, asked, key=f"{TWIN}/2022") == [(None, 40.0)]
    assert told(made, asked, key=f"{SHOE}/2022") == [(90, 85.0)]


def spells(made: Projection) -> list[tuple[str, date | None, date | None, int]]:
    columns = '"start", from_on, to_on, len(sources)'
    return told(made, f'SELECT {columns} FROM "rel_HOLDS_Enterprise_Parcel" ORDER BY from_on, "start"')


def test_who_loses_a_parcel_and_gets_it_back_holds_it_twice(tmp_path: Path) -> None:
    made = mini_projection(
        tmp_path,
        [
            registered(UNIT, 20_000, 原权利人=SHOE, 权利人=TWIN),
            registered(LATER, 20_000, 原权利人=TWIN, 权利人=SHOE),
        ],
    )
    found = spells(made)
    assert [s[:3] for s in found] == [
        (SHOE, date(2021, 1, 5), UNIT),
        (TWIN, UNIT, LATER),
        (SHOE, LATER, None),
    ]
    assert all(s[3] for s in found)
    assert told(made, "SELECT entity_id, own_land FROM land_year WHERE year = 2022") == [(SHOE, 20_000)]


def test_a_certificate_renewed_after_one_of_another_is_no_second_time(tmp_path: Path) -> None:
    made = mini_projection(
        tmp_path, [registered(UNIT, 20_000, 权利人=TWIN), registered(LATER, 20_000, 权利人=SHOE)]
    )
    assert [s[:3] for s in spells(made)] == [(SHOE, date(2021, 1, 5), None), (TWIN, UNIT, LATER)]


def test_who_sells_without_ever_having_gained_held_it_before_the_data(tmp_path: Path) -> None:
    made = mini_projection(tmp_path, [registered(date(2020, 5, 1), 20_000, 原权利人=TWIN)])
    assert (TWIN, None, date(2020, 5, 1)) in [s[:3] for s in spells(made)]
