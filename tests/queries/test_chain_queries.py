"""The questions about chains on the small city: gaps, weak nodes, years, towns, open reviews, what if."""

from typing import Any

import neo4j
import pytest

from queries import run
from tests.graph_model.mini import FOAM, LEATHER, SHELL, SHOE

pytestmark = pytest.mark.neo4j
NAME = "晋江恒盛鞋业有限公司"


def rows(session: neo4j.Session, query: str, **params: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    return run(query, {"chain": "鞋服", **params}, session).rows


def test_gaps_name_who_suffers_and_who_is_near(city: neo4j.Session) -> None:
    found = {r["node"]: r for r in rows(city, "chain_gaps")}
    leather, glue = found["鞋面皮革"], found["鞋用胶粘剂"]
    assert (leather["clues"], leather["downstream"], leather["nearest"]) == (
        1,
        ["运动鞋制造"],
        ["晋江泉革皮业有限公司", NAME],  # its scope says so; of the neighbouring industry
    )
    assert leather["downstream_firms"] == 1  # grade A; the shell is C and does not count
    assert (glue["state"], glue["nearest"]) == ("缺链", [])
    assert "鞋底" not in found
    assert found["检测认证"]["upstream_firms"] == 1
    assert sum(r["lost"] for r in found.values()) < 100


def test_weak_nodes_say_why(city: neo4j.Session) -> None:
    found = {r["node"]: r for r in rows(city, "chain_weak_nodes")}
    assert set(found) == {"运动鞋制造", "鞋底", "鞋材发泡"}
    assert (found["运动鞋制造"]["firms"], found["运动鞋制造"]["needed"]) == (1, 5)
    assert found["运动鞋制造"]["leader_id"] == SHOE
    few = {r["node"] for r in rows(city, "chain_weak_nodes", needed=1)}
    assert few == set()


def test_a_town_and_a_park_have_boards_of_their_own(city: neo4j.Session) -> None:
    towns = {r["town"]: r for r in rows(city, "chain_by_town")}
    assert (towns["陈埭镇"]["grade_a"], towns["陈埭镇"]["grade_b"]) == (2, 1)  # the shoe firm at two nodes
    assert towns["安海镇"]["nodes_filled"] == 0
    parks = {r["park"]: r for r in rows(city, "chain_by_park")}
    assert (parks["五里园"]["nodes_filled"], parks["五里园"]["grade_a"]) == (2, 2)


def test_an_unknown_year_town_or_chain_is_no_board_of_gaps(city: neo4j.Session) -> None:
    assert rows(city, "chain_completeness", year=1999) == []
    assert rows(city, "chain_completeness", town="没有镇") == []
    assert rows(city, "chain_completeness", chain="没有链") == []


def test_three_years_of_revenue_are_those_of_the_firms_own_figures(city: neo4j.Session) -> None:
    query = (
        "MATCH (:Enterprise {id: $id})<-[:FIGURES_OF]-(y:YearFigures) WHERE y.revenue IS NOT NULL "
        "RETURN y.year AS year, y.revenue AS revenue"
    )
    newest = rows(city, "chain_trend")
    assert newest == rows(city, "chain_trend", year=newest[0]["of_year"])
    earlier = rows(city, "chain_trend", year=newest[0]["of_year"] - 1)  # from the figures, not the relation
    assert earlier != newest
    for row in newest + earlier:
        told = dict(city.run(query, id=row["id"]).values())
        years = [told.get(row["of_year"] - back, 0) for back in range(3)]
        assert years == [row["revenue_now"], row["revenue_before"], row["revenue_two_before"]]


@pytest.mark.parametrize(
    "asked", [{"before": 1990}, {"year": 2099}, {"chain": "没有的链"}, {"town": "没有的镇"}]
)
def test_years_or_places_that_nothing_is_known_of_have_no_change(
    city: neo4j.Session, asked: dict[str, Any]
) -> None:
    assert rows(city, "chain_change", **({"before": 2021, "year": 2022} | asked)) == []


def test_years_are_graded_by_what_was_known_of_them(city: neo4j.Session) -> None:
    changed = {r["node"]: r for r in rows(city, "chain_change", before=2021, year=2022)}
    shoe, sole, foam = changed["运动鞋制造"], changed["鞋底"], changed["鞋材发泡"]
    assert (sole["state_before"], sole["state_after"], sole["moved"]) == (
        "缺链（仅有经营范围线索）",  # neither listed nor alive yet
        "弱链",
        "变好",
    )
    assert (foam["firms_before"], foam["firms_after"]) == (0, 1)
    assert shoe["revenue_after"] == 1_140_000
    assert shoe["score_after"] > shoe["score_before"]
    firms = {r["id"]: r["grade"] for r in rows(city, "chain_firms", node="运动鞋制造", year=2022)}
    assert firms == {SHOE: "A", SHELL: "C"}


def test_a_closed_firm_counts_in_no_present_board(city: neo4j.Session) -> None:
    now = {r["node"]: r for r in rows(city, "chain_completeness")}
    assert (now["鞋底"]["grade_a"], now["鞋底"]["grade_c"]) == (1, 0)


def test_what_hangs_on_a_review_is_told_with_its_mention(city: neo4j.Session) -> None:
    found = rows(city, "chain_unreviewed")
    assert [(r["node"], r["id"], r["grade"], r["decides"]) for r in found] == [("鞋材发泡", FOAM, "B", False)]
    assert found[0]["mention"]
    assert found[0]["sources"][0].startswith("chain_firm/2022/")


def test_list_and_evidence_disagree(city: neo4j.Session) -> None:
    assert rows(city, "chain_list_disagreement") == []
    found = rows(city, "chain_list_disagreement", least=0, limit=5)
    assert {r["kind"] for r in found} <= {"未列入名单"}


def test_candidates_say_what_they_lack(city: neo4j.Session) -> None:
    found = rows(city, "gap_candidates", node="鞋面皮革")
    assert [(r["id"], r["distance"]) for r in found] == [(LEATHER, 1), (SHOE, 4)]
    assert found[1]["because"] == ["已在相邻环节：运动鞋制造", "行业大类相同：纺织面料鞋制造"]
    assert found[0]["missing"] == ["近12个月没有经营迹象", "行业不是该环节的", "未在册"]
    assert found[0]["because"] == ["经营范围写有：皮革鞣制、牛皮革"]
    everywhere = {r["node"] for r in rows(city, "gap_candidates")}
    assert "鞋面皮革" in everywhere
    assert "鞋底" not in everywhere


def test_a_node_that_stops_is_followed_up_and_down(city: neo4j.Session) -> None:
    found = {(r["direction"], r["node"]): r["hops"] for r in rows(city, "chain_whatif_node", node="鞋底")}
    assert found["供应", "运动鞋制造"] == 1
    assert found["供应", "检测认证"] == 2
    assert found["客户", "高性能TPU粒子"] == 1
    near = rows(city, "chain_whatif_node", node="鞋底", hops=1)
    assert {r["hops"] for r in near} == {1}
    assert "鞋底" not in {r["node"] for r in near}


def test_a_firm_that_leaves_turns_its_node_into_a_gap(city: neo4j.Session) -> None:
    found = {r["node"]: r for r in run("chain_whatif_firm", {"enterprise": NAME}, city).rows}
    sole = found["鞋底"]
    assert (sole["state_before"], sole["state_after"], sole["firms_left"]) == ("弱链", "缺链", 0)
    assert found["运动鞋制造"]["state_after"] == "缺链（仅有经营范围线索）"
    assert sole["lose_supply"] == ["运动鞋制造", "拖鞋制造"]
    assert sole["score_after"] < sole["score_before"]
    assert run("chain_whatif_firm", {"enterprise": "晋江恒盛贸易有限公司"}, city).rows == []
