"""Figures of the chains' nodes: now and by year, in the city, a town and a park."""

from pathlib import Path
from typing import Any

import pytest

from graph_model.likeness import near_pieces, nodes_by_piece, pieces_of
from graph_model.project import Projection, read_rows
from tests.graph_model.mini import FOAM, GONE, LEATHER, SHELL, SHOE, _tax, mini_projection


@pytest.fixture(scope="module")
def projection(tmp_path_factory: pytest.TempPathFactory) -> Projection:
    return mini_projection(tmp_path_factory.mktemp("chains"))


def figures(projection: Projection, node: str) -> dict[str, dict[str, Any]]:
    rows = [r for r in read_rows(projection.con, "node_NodeFigures") if r["node"] == node]
    return {r["key"].removeprefix(f"{node}@"): r for r in rows}


def test_a_node_has_figures_now_and_in_each_year_for_city_town_and_park(projection: Projection) -> None:
    found = figures(projection, "footwear/sport_shoe")
    assert {"now@", "now@town:陈埭镇", "now@park:五里园", "now@town:池店镇", "2022@", "2021@"} <= set(found)
    now, then = found["now@"], found["2022@"]
    assert (now["grade_a"], now["grade_b"], now["grade_c"]) == (1, 0, 1)
    assert (then["grade_a"], then["revenue"], then["tax"], then["staff"]) == (1, 1_140_000, 90_000, 90)
    assert (then["tax_gross"], then["tax_hhi"], then["tax_leader"]) == (120_000, 1, SHOE)
    assert (found["now@park:五里园"]["park"], found["now@park:五里园"]["grade_c"]) == ("五里园", 0)


@pytest.mark.slow
def test_a_park_named_like_a_town_has_figures_of_its_own(tmp_path: Path) -> None:
    cell = ("park_firm", "2022", {"park": "陈埭镇"}, {"园区企业": SHOE})
    other = ("park_firm", "2022", {"park": "池店镇"}, {"园区企业": SHOE})
    found = figures(mini_projection(tmp_path, [cell, other]), "footwear/sport_shoe")
    town, park = found["2022@town:池店镇"], found["2022@park:池店镇"]
    assert (town["town"], town["park"], town["grade_a"], town["trend"]) == ("池店镇", None, 0, None)
    assert (park["town"], park["park"], park["grade_a"], park["trend"]) == (None, "池店镇", 1, 1_140_000)
    assert found["2022@town:陈埭镇"]["trend"] == found["2022@park:陈埭镇"]["trend"] == 1_140_000


def test_grades_of_a_year_rest_on_the_list_and_the_life_of_that_year(projection: Projection) -> None:
    shoe = figures(projection, "footwear/sport_shoe")["2021@"]
    assert (shoe["grade_a"], shoe["grade_b"]) == (0, 1)  # not listed yet; another firm of the industry lives
    foam = figures(projection, "footwear/foam")
    assert (foam["2022@"]["grade_b"], foam["now@"]["waiting"], foam["2022@"]["waiting"]) == (1, 1, 0)


def test_a_closed_firm_stood_and_stands_no_longer(projection: Projection) -> None:
    stood = {(r["start"], r["end"]) for r in read_rows(projection.con, "rel_STOOD_AT_Enterprise_ChainNode")}
    assert stood == {(GONE, "footwear/sole")}
    now = list(read_rows(projection.con, "rel_PLACED_AT_Enterprise_ChainNode"))
    assert GONE not in {r["start"] for r in now}
    waits = {r["start"]: r["review_sources"] for r in now if r["in_review"]}
    assert list(waits) == [FOAM]
    assert waits[FOAM][0].startswith("chain_firm/2022/")


def test_who_comes_near_is_told_with_reasons_and_is_not_there_yet(projection: Projection) -> None:
    near = {
        (r["start"], r["end"]): r for r in read_rows(projection.con, "rel_COULD_JOIN_Enterprise_ChainNode")
    }
    there = {(r["start"], r["end"]) for r in read_rows(projection.con, "rel_PLACED_AT_Enterprise_ChainNode")}
    assert not near.keys() & there
    leather = near[SHOE, "footwear/leather"]
    assert (leather["distance"], leather["evidence"][0]) == (4, "已在相邻环节：运动鞋制造")
    assert not {LEATHER, SHELL} & {firm for firm, _ in near}  # no sign of life


@pytest.mark.slow
def test_a_firm_without_revenue_may_come_near_too(tmp_path: Path) -> None:
    made = mini_projection(tmp_path, [_tax("2023-03", LEATHER, 9_000)])  # alive, and declares nothing
    near = {r["start"] for r in read_rows(made.con, "rel_COULD_JOIN_Enterprise_ChainNode")}
    assert LEATHER in near


@pytest.mark.slow
def test_the_same_city_gives_the_same_figures(projection: Projection, tmp_path: Path) -> None:
    again = mini_projection(tmp_path)
    for table in ("node_NodeFigures", "rel_COULD_JOIN_Enterprise_ChainNode"):
        assert projection.hashes[table] == again.hashes[table]


def test_a_piece_of_a_word_counts_alone_and_inside_another_word() -> None:
    assert pieces_of("鞋类检测") == {"鞋类", "检测"}
    assert "TPU" in near_pieces("TPU鞋底加工")
    assert all(len(nodes) <= 3 for nodes in nodes_by_piece().values())
    assert near_pieces("日用百货零售") == frozenset()
