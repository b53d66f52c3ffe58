"""Figures of a chain's board, opened firm by firm down to file and row."""

import duckdb
import neo4j
import pytest

from core.errors import NotFoundError, UsageError
from core.settings import Settings
from queries import board_figure, figure_parts, is_board_figure, run, trace
from tests.graph_model.mini import FOAM, SHOE
from tests.queries.test_cli import chanye

pytestmark = pytest.mark.neo4j


@pytest.mark.parametrize(
    ("key", "figure", "board"),
    [
        ("鞋服/鞋底", "firms", True),
        ("鞋服", "score", True),
        ("鞋服", "firms", False),
        ("鞋服/鞋底", "score", False),
        ("ent_x", "revenue", False),
        ("tax/2022/d#s!1", "revenue", False),
    ],
)
def test_a_chain_or_node_and_its_figure_are_told_from_other_keys(
    key: str, figure: str, *, board: bool
) -> None:
    assert is_board_figure(key, figure) is board


def test_parts_add_up_to_the_board_and_each_opens_to_its_row(
    city: neo4j.Session, lake: duckdb.DuckDBPyConnection
) -> None:
    board = [r for r in run("chain_completeness", {"chain": "鞋服"}, city).rows if r["grade"] != "无"]
    assert board
    for row in board:
        key = f"鞋服/{row['node']}"
        firms = board_figure(key, "firms", {}, city, lake).rows
        assert sum(r["value"] for r in firms if r["counted"]) == row["grade_a"] + row["grade_b"]
        for part in firms:
            assert (part["file"], part["row"]) == ("企业登记.xlsx", trace(part["source"], lake).where["行号"])
        for figure in ("revenue", "tax"):
            parts = board_figure(key, figure, {}, city, lake).rows
            assert sum(r["value"] for r in parts if r["counted"]) == (row[figure] or 0)
        shares = [r["value"] for r in board_figure(key, "share", {}, city, lake).rows if r["counted"]]
        assert row["leader_share"] is None or max(shares) / sum(shares) == pytest.approx(
            row["leader_share"], abs=1e-4
        )


def test_a_decline_and_the_list_open_too(city: neo4j.Session, lake: duckdb.DuckDBPyConnection) -> None:
    (shoe,) = board_figure("鞋服/运动鞋制造", "decline", {"year": 2022}, city, lake).rows
    assert (shoe["id"], shoe["value"]) == (SHOE, 1_140_000)
    listed = board_figure("鞋服", "listed", {}, city, lake).rows
    assert sum(r["counted"] for r in listed) == 1
    assert listed[0]["id"] == SHOE
    points = board_figure("鞋服", "score", {}, city, lake).rows
    score = run("chain_completeness", {"chain": "鞋服"}, city).rows[0]["score"]
    assert sum(r["points"] for r in points) == pytest.approx(score, abs=0.1)


@pytest.mark.parametrize("key", ["鞋服/没有环节", "没有链/鞋底"])
def test_what_is_not_there_is_told(city: neo4j.Session, lake: duckdb.DuckDBPyConnection, key: str) -> None:
    with pytest.raises(NotFoundError, match="没有"):
        board_figure(key, "firms", {}, city, lake)


def test_a_review_that_is_settled_changes_the_score(city: neo4j.Session) -> None:
    (row,) = run("chain_unreviewed", {"chain": "鞋服"}, city).rows
    board = {r["node"]: r for r in run("chain_completeness", {"chain": "鞋服"}, city).rows}
    node = board[row["node"]]
    weights = {n: r["importance"] * (1 if r["must_be_local"] else 0.5) for n, r in board.items()}
    gained = (1 - 0.6) / node["needed"] * 0.7  # B becomes A of a node that stays weak
    assert (row["id"], row["grade"], row["score"]) == (FOAM, "B", node["score"])
    wanted = node["score"] + 100 * weights[row["node"]] * gained / sum(weights.values())
    assert row["score_if"] == pytest.approx(wanted, abs=0.11)


def test_a_figure_that_no_board_has_is_refused_with_those_there_are(
    city: object, neo4j_settings: Settings
) -> None:
    done = chanye(neo4j_settings, "trace", "鞋服", "--figure", "profit")
    assert (done.returncode, done.stdout) == (2, "")
    assert "score、listed" in done.stderr.replace("\n", "")


@pytest.mark.parametrize(("key", "figure"), [("鞋服", "score"), ("鞋服/鞋底", "firms"), ("鞋服/鞋底", "tax")])
@pytest.mark.parametrize(
    ("scope", "told"), [({"town": "没有镇"}, "没有镇街“没有镇”"), ({"park": "没有园"}, "没有园区“没有园”")]
)
def test_a_town_or_park_that_is_not_there_is_named(
    city: neo4j.Session,
    lake: duckdb.DuckDBPyConnection,
    key: str,
    figure: str,
    scope: dict[str, str],
    told: str,
) -> None:
    with pytest.raises(NotFoundError, match=told):
        board_figure(key, figure, scope, city, lake)


def test_a_chain_that_is_not_there_is_named_by_its_score_too(
    city: neo4j.Session, lake: duckdb.DuckDBPyConnection
) -> None:
    with pytest.raises(NotFoundError, match="没有产业链“没有链”"):
        board_figure("没有链", "score", {"town": "没有镇"}, city, lake)


@pytest.mark.parametrize("scope", [{"town": "陈埭镇"}, {"park": "没有园"}, {"year": 2022}])
def test_the_list_of_a_chain_has_no_scope(
    city: neo4j.Session, lake: duckdb.DuckDBPyConnection, scope: dict[str, object]
) -> None:
    with pytest.raises(UsageError, match="不分镇街"):
        board_figure("鞋服", "listed", scope, city, lake)


def test_a_firm_whose_name_holds_a_stroke_is_a_firm(
    city: neo4j.Session, lake: duckdb.DuckDBPyConnection
) -> None:
    city.run("MATCH (e:Enterprise {id: $id}) SET e.was = e.name, e.name = '恒盛A/B鞋业'", {"id": SHOE})
    try:
        firm = figure_parts("恒盛A/B鞋业", "revenue", {"year": 2022}, city, lake)
    finally:
        city.run("MATCH (e:Enterprise {id: $id}) SET e.name = e.was REMOVE e.was", {"id": SHOE})
    assert (firm.name, firm.rows) == (
        "figure_rows",
        run("figure_rows", {"enterprise": SHOE, "figure": "revenue", "year": 2022}, city, lake).rows,
    )
    assert figure_parts("鞋服/鞋底", "revenue", {"year": 2022}, city, lake).name == "revenue"
