"""Boards of the chains on the noisy city against its world: every true gap is told and none is made up."""

import duckdb
import neo4j
import numpy as np
import pandas as pd
import pytest

from benchmarks.chains import compare, firms_at, placed_right, planted, settings_of
from data.city.world import World, build_world
from queries import run
from tests.road import Road

pytestmark = [pytest.mark.slow, pytest.mark.neo4j]


@pytest.fixture(scope="module")
def world(road_city: Road) -> World:
    """The city as it truly is, made anew from how its README says it was made."""
    return build_world(settings_of(road_city.city))


def known(world: World, rows: np.ndarray) -> bool:
    """Whether any source could place one of these firms: it pays tax by industry, or is on a chain's list."""
    listed = set(world.honours.loc[world.honours["kind"].eq("chain"), "body"])
    return bool(world.bodies["taxed"].to_numpy()[rows].any() or listed & set(rows))


def test_gaps_are_all_found_and_none_is_invented(world: World, road_session: neo4j.Session) -> None:
    found = compare(world, road_session)["gap"]
    assert found.missed == []
    at = firms_at(world)
    lives = world.bodies["closed"].isna().to_numpy()
    assert [k for k in found.invented if known(world, at[k][lives[at[k]]])] == []
    gaps = {k for k, case in planted().items() if case == "gap"}
    assert gaps <= found.told


def test_weak_nodes_that_were_planted_are_found(world: World, road_session: neo4j.Session) -> None:
    found = compare(world, road_session)
    cases = planted()
    for case in ("few", "falling"):
        true = {k for k, c in cases.items() if c == case} & found[case].true
        told = found[case].told | found["gap"].told | found["few"].told
        assert true <= told, case


def test_firms_of_grade_a_and_b_stand_where_they_truly_stand(
    world: World, road_session: neo4j.Session
) -> None:
    grades = placed_right(world, road_session)
    for grade, least in (("A", 0.9), ("B", 0.97)):
        placed, right = grades[grade]
        assert right >= least * placed


def test_revenue_of_a_node_is_the_sum_of_its_firms_and_near_the_truth(
    world: World, road_session: neo4j.Session
) -> None:
    node = next(
        r
        for r in run("chain_completeness", {"chain": "鞋服"}, road_session).rows
        if r["node"] == "运动鞋制造"
    )
    asked = {"chain": "鞋服", "node": "运动鞋制造", "limit": 10_000}
    firms = [r for r in run("chain_firms", asked, road_session).rows if r["grade"] in ("A", "B")]
    assert len(firms) == node["grade_a"] + node["grade_b"]
    assert sum(max(r["revenue"] or 0, 0) for r in firms) == pytest.approx(node["revenue"])
    codes = set(world.bodies["code"].to_numpy()[firms_at(world)["footwear/sport_shoe"]])
    asked_for = {r["id"] for r in firms}
    truly = [
        r["code"]
        for i in sorted(asked_for)
        for r in run("enterprise_profile", {"enterprise": i}, road_session).rows
        if r["code"]
    ]
    assert sum(c in codes for c in truly) >= 0.95 * len(truly)


def test_the_official_list_is_told_as_it_was_delivered(
    road_session: neo4j.Session,
    road_lake: duckdb.DuckDBPyConnection,
    road_truth: pd.DataFrame,
    road_ids: pd.Series,
) -> None:
    place = ["src_delivery", "src_sheet", "src_row"]
    rows = road_lake.execute(
        f"SELECT {', '.join(place)}, stage FROM lake_chain_firm WHERE chain = '鞋服产业链'"
    ).df()
    named = road_truth[road_truth["dataset"].eq("chain_firm")]
    true = set(rows.merge(named, on=place)[["true_id", "stage"]].itertuples(index=False, name=None))
    found = run("chain_listed", {"chain": "鞋服", "limit": 10_000}, road_session).rows
    told = {(road_ids.get(r["id"]), r["stage"]) for r in found}
    waiting = run("chain_unreviewed", {"chain": "鞋服"}, road_session).rows
    assert told <= true
    assert len(true - told) <= len(waiting) + 0.1 * len(true)


def test_revenue_of_three_years_is_what_the_rows_say(
    road_session: neo4j.Session, road_lake: duckdb.DuckDBPyConnection
) -> None:
    found = run("chain_trend", {"chain": "鞋服", "year": 2022, "limit": 10_000}, road_session).rows
    assert found == sorted(found, key=lambda r: [x["node"] for x in found].index(r["node"]))
    for firm in found[:3]:
        for back, column in enumerate(("revenue_now", "revenue_before", "revenue_two_before")):
            asked = {"enterprise": firm["id"], "figure": "revenue", "year": 2022 - back}
            parts = run("figure_rows", asked, road_session, road_lake).rows
            assert sum(r["amount"] for r in parts if r["counted"]) == pytest.approx(firm[column])


def test_towns_add_up_to_the_city(road_session: neo4j.Session) -> None:
    towns = run("chain_by_town", {"chain": "鞋服"}, road_session).rows
    board = run("chain_completeness", {"chain": "鞋服"}, road_session).rows
    without = run("chain_firms", {"chain": "鞋服", "limit": 10_000}, road_session).rows
    nowhere = sum(not r["town"] for r in without)
    for grade in ("grade_a", "grade_b", "grade_c"):
        total = sum(r[grade] for r in board)
        assert total - nowhere <= sum(r[grade] for r in towns) <= total


def test_a_year_counts_firms_that_have_closed_since(world: World, road_session: neo4j.Session) -> None:
    rows = run("chain_change", {"chain": "鞋服", "before": 2020, "year": 2022}, road_session).rows
    assert [r["node"] for r in rows if r["firms_before"] is None or r["firms_after"] is None] == []
    asked = {"chain": "鞋服", "year": 2020, "limit": 10_000}
    closed = [r for r in run("chain_firms", asked, road_session).rows if not r["alive"] and r["grade"] != "C"]
    assert closed


def test_what_if_agrees_with_the_board(road_session: neo4j.Session) -> None:
    board = {r["node"]: r for r in run("chain_completeness", {"chain": "鞋服"}, road_session).rows}
    few = next(r for r in board.values() if 0 < r["grade_a"] + r["grade_b"] <= 3 and r["leader_id"])
    after = {
        r["node"]: r for r in run("chain_whatif_firm", {"enterprise": few["leader_id"]}, road_session).rows
    }
    gone = after[few["node"]]
    assert gone["firms_left"] == few["grade_a"] + few["grade_b"] - 1
    assert gone["state_before"] == few["state"]
    assert gone["score_after"] <= gone["score_before"] == few["score"]
    assert gone["lose_supply"] == few["supplies"]
