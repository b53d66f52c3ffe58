"""The whole road once, as a new user walks it: files, lake, enterprises, graph, answers; then nothing new."""

import json
from pathlib import Path

import pytest

from tests.road import Road

pytestmark = [pytest.mark.slow, pytest.mark.neo4j]


@pytest.fixture
def road(road_city: Road) -> Road:
    return road_city


def test_every_data_set_is_in_the_lake_and_every_row_is_accounted_for(road: Road) -> None:
    wanted = {d["key"] for d in road.ask("catalogue", "list")}
    deliveries = road.ask("delivery", "list")
    assert {d["dataset"] for d in deliveries if d["rows_good"]} == wanted
    assert sum(d["rows_rejected"] for d in deliveries) > 0


def test_automatic_matches_are_right(road: Road) -> None:
    found = road.ask("resolve", "--truth", str(road.city / "truth"))
    by_scope = {q["scope"]: q for q in found["overall"]}
    assert by_scope["全部（按行）"]["precision"] >= 0.99
    assert by_scope["全部（按行）"]["recall"] >= 0.95
    assert by_scope["无代码（按不同提及）"]["precision"] >= 0.97
    assert by_scope["无代码（按不同提及）"]["recall"] >= 0.75


def test_resolving_again_changes_nothing(road: Road) -> None:
    states = {road.ask("resolve")["run"]["state_hash"] for _ in range(2)}
    assert len(states) == 1


def test_the_graph_is_what_was_resolved(road: Road) -> None:
    road.run("graph", "verify")


def test_a_chain_tells_its_gaps(road: Road) -> None:
    rows = road.ask("query", "run", "chain_completeness", "--param", "chain=鞋服")
    assert {r["stage"] for r in rows} == {"上游", "中游", "下游"}
    assert any(r["state"].startswith("缺链") for r in rows)
    assert 0 < rows[0]["score"] < 100


def test_a_firm_is_found_by_name_code_and_id_and_traced_to_its_rows(road: Road) -> None:
    board = road.ask("query", "run", "chain_firms", "--param", "chain=鞋服")
    firm = board[0]["id"]
    profile = road.ask("profile", firm)
    assert road.ask("profile", profile["code"]) == profile
    traced = road.ask("trace", profile["sources"][0])
    assert (road.city / "supply" / traced["where"]["文件"]).is_file()
    assert profile["code"] in traced["cells"].values()
    assert [n["entity_id"] for n in traced["named"] if n["kind"] == "ent"] == [firm]


def test_a_graph_is_exported_as_one_file(road: Road, tmp_path: Path) -> None:
    firm = road.ask("query", "run", "chain_firms", "--param", "chain=鞋服")[0]["id"]
    page = tmp_path / "x.html"
    road.run("graph", "export", "--enterprise", firm, "--hops", "2", "-o", str(page))
    assert page.stat().st_size > 100_000


def test_a_second_refresh_has_nothing_to_do(road: Road) -> None:
    done = road.run("refresh", str(road.city / "supply"))
    assert "没有变化" in done.stderr
    assert "图谱已是最新" in done.stderr


def test_unreadable_files_are_named_and_the_rest_goes_on(road: Road) -> None:
    done = road.run("ingest", str(road.city / "faulty"), "--format", "json", exits=3)
    receipts = json.loads(done.stdout)
    assert len(receipts) == len(list((road.city / "faulty").iterdir()))
    assert all(r["error"] and r["advice"] for r in receipts)
