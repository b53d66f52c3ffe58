"""As of a day nothing that happened later is told: of a firm, of its support, of a chain."""

from datetime import date
from typing import Any

import duckdb
import neo4j
import pytest

from core.errors import NotFoundError, UsageError
from queries import profile, run, support_sections
from queries.chain_board import chain_board
from tests.graph_model.mini import FOAM, GONE, SHOE

pytestmark = pytest.mark.neo4j
MIDYEAR = date(2022, 6, 30)


def _rows(city: neo4j.Session, name: str, **params: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    return run(name, params, city).rows


@pytest.mark.parametrize(
    ("day", "periods"),
    [
        (date(2022, 5, 30), []),  # the month has not ended
        (date(2022, 5, 31), ["2022-05"]),
        (date(2022, 7, 30), ["2022-05", "2022-06"]),
        (date(2022, 7, 31), ["2022-05", "2022-06", "2022-07"]),
    ],
)
def test_payments_count_once_their_month_has_ended(
    city: neo4j.Session, day: date, periods: list[str]
) -> None:
    assert [r["period"] for r in _rows(city, "support_history", enterprise=SHOE, as_of=day)] == periods
    told = _rows(city, "support_profile", enterprise=SHOE, as_of=day)
    assert sum(r["payments"] for r in told) == len(periods)


@pytest.mark.parametrize(
    ("day", "years"),
    [(date(2022, 12, 30), []), (date(2022, 12, 31), [2022]), (date(2024, 1, 1), [2022, 2023])],
)
def test_figures_are_those_of_years_that_had_ended(city: neo4j.Session, day: date, years: list[int]) -> None:
    assert [r["year"] for r in _rows(city, "enterprise_figures", enterprise=SHOE, as_of=day)] == years
    told = _rows(city, "support_profile", enterprise=SHOE, as_of=day)
    assert [r["year"] for r in told if r["tax"] is not None] == years


def test_a_firm_bears_the_name_of_the_day(city: neo4j.Session) -> None:
    def named(day: date | None) -> tuple[str, list[str]]:
        row = _rows(city, "enterprise_profile", enterprise=SHOE, as_of=day)[0]
        return row["name"], row["names"]

    assert named(date(2021, 6, 30)) == ("晋江市恒盛鞋厂", [])
    assert named(date(2021, 7, 1)) == ("晋江恒盛鞋业有限公司", ["晋江市恒盛鞋厂"])
    assert named(None) == ("晋江恒盛鞋业有限公司", ["晋江市恒盛鞋厂"])


def test_what_came_later_or_has_no_history_is_left_out(city: neo4j.Session) -> None:
    then = _rows(city, "enterprise_profile", enterprise=SHOE, as_of=MIDYEAR)[0]
    assert (then["address"], then["phone"], then["scope"], then["last_active"]) == (None,) * 4
    assert (then["alive"], then["legal_representative"]) == (False, None)  # 2021 had no sign of life
    assert _rows(city, "enterprise_profile", enterprise=SHOE, as_of=date(2022, 12, 31))[0]["alive"]
    # Closed at an unknown day: not told as closed on any.
    assert _rows(city, "enterprise_profile", enterprise=GONE)[0]["status"] == "注销"
    assert _rows(city, "enterprise_profile", enterprise=GONE, as_of=MIDYEAR)[0]["status"] is None


def test_a_place_in_a_chain_is_graded_by_the_year_that_had_ended(city: neo4j.Session) -> None:
    def places(day: date | None, firm: str = SHOE) -> set[tuple[str, str | None, str | None]]:
        found = _rows(city, "enterprise_chains", enterprise=firm, as_of=day)
        return {(r["stage"], r["grade"], r["listed"]) for r in found if r["chain"] == "鞋服产业链"}

    assert ("中游", "A", "2022") in places(date(2022, 12, 31))
    assert {(grade, listed) for _, grade, listed in places(MIDYEAR)} == {("C", None)}
    assert ("中游", "A", "2022-2022") in places(None)


def test_sources_are_of_periods_that_had_ended(city: neo4j.Session) -> None:
    found = {r["period"] for r in _rows(city, "enterprise_sources", enterprise=SHOE, as_of=MIDYEAR)}
    assert "2022-06" in found
    assert found.isdisjoint({"2022", "2022-07", "2023-04"})


def test_every_section_of_a_profile_keeps_to_the_day(
    city: neo4j.Session, lake: duckdb.DuckDBPyConnection
) -> None:
    told = profile(SHOE, city, lake, MIDYEAR)
    assert {s["until"] for s in told["enterprise_then"] if s["item"] == "名称"} == {None}
    for name in ("enterprise_land", "enterprise_honours", "enterprise_projects", "support_history"):
        days = [r[c] for r in told[name] for c in ("dated_on", "first_on") if r.get(c) is not None]
        assert all(d <= MIDYEAR for d in days), name
    # The register was first supplied for 2023-04: it is shown, as what was not known of that day.
    assert [(r["list"], r["reported"]) for r in told["enterprise_registrations"]] == [
        ("企业登记", False), ("税务登记", False),
    ]  # fmt: skip


def test_a_project_as_of_a_day_does_not_tell_how_far_it_came_later(city: neo4j.Session) -> None:
    def stages(day: date | None) -> list[tuple[str | None, date | None]]:
        found = _rows(city, "enterprise_projects", enterprise=SHOE, as_of=day)
        assert all(r["last_on"] is None or day is None or r["last_on"].to_native() <= day for r in found)
        return [(r["stage"], r["stage_on"] and r["stage_on"].to_native()) for r in found]

    ((reached, on),) = set(stages(None))
    assert reached is not None
    assert on is not None
    assert set(stages(date(2021, 10, 1))) == {(None, None)}


def test_support_as_of_a_day_tells_no_flags_that_look_ahead(city: neo4j.Session) -> None:
    now = {s.name for s in support_sections(SHOE, city)}
    assert now - {s.name for s in support_sections(SHOE, city, MIDYEAR)} == {"enterprise_flags"}


def test_registrations_as_of_a_day_are_the_last_before_it(
    city: neo4j.Session, lake: duckdb.DuckDBPyConnection
) -> None:
    def told(day: str | None) -> list[tuple[str, bool | None]]:
        rows = run("enterprise_registrations", {"enterprise": FOAM, "as_of": day}, city, lake).rows
        return [(r["period"], r["reported"]) for r in rows]

    assert told(None) == [("2023-04", None)]
    assert told("2023-04-30") == [("2023-04", True)]
    assert told("2023-04-29") == [("2023-04", False)]


def test_a_board_as_of_a_day_is_that_of_the_last_whole_year(city: neo4j.Session) -> None:
    with pytest.raises(UsageError, match="只能给一个"):
        chain_board("鞋服", city, year=2022, as_of=MIDYEAR)
    with pytest.raises(NotFoundError, match="还没有一个完整的年份"):
        chain_board("鞋服", city, as_of=date(2019, 12, 31))
