"""Land, staff and benefit of groups of firms, on rows made for the case."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph_model.project import Projection
from tests.graph_model.mini import FOAM, PARCEL, SHOE, TWIN, Row, mini_projection


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
