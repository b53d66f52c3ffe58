"""Weights taken apart: each stage's steps sum up to it, and the loser's lack is named."""

from pathlib import Path

import duckdb
import pytest

from resolution.explain import explain_pair
from resolution.matching.lists import listing_of
from resolution.matching.prepare import Scorer
from resolution.waterfall import Waterfall, lacks
from resolution.weighing import save_chart, weigh

RIGHT = {"name": "晋江市恒盛鞋业有限公司", "legal_rep": "张三丰", "phone": "13800000001"}
OTHER = {"name": "泉州恒盛鞋材有限公司"}
LIST = [
    {"name": "晋江恒胜鞋业", "legal_rep": "张三丰"},
    {"name": "恒盛鞋业"},
    {"name": "晋江市恒盛鞋业有限公司"},
    {},
]


@pytest.fixture(scope="module")
def weighed(tmp_path_factory: pytest.TempPathFactory) -> list[list[Waterfall]]:
    con = duckdb.connect()
    listing = listing_of(con, "名单", "list_raw", LIST)
    registry = listing_of(con, "登记名录", "registry_raw", [{"id": "A"} | RIGHT, {"id": "B"} | OTHER])
    found = weigh(con, listing, registry, Scorer())
    save_chart(con, found, tmp_path_factory.getbasetemp() / "chart.html")
    return found.found


def test_steps_sum_up_to_the_weight_of_their_stage(weighed: list[list[Waterfall]]) -> None:
    found = [w for row in weighed for w in row]
    assert len(found) >= 4
    for one in found:
        assert sum(s.bits for s in one.of("splink")) == pytest.approx(one.splink, abs=1e-4)
        assert sum(s.bits for s in one.of("arbiter")) == pytest.approx(one.weight, abs=1e-3)


def test_each_row_has_its_own_and_an_empty_one_none(weighed: list[list[Waterfall]]) -> None:
    assert [bool(row) for row in weighed] == [True, True, True, False]
    levels = {s.name: s.seen for s in weighed[0][0].of("splink")}
    assert (levels["name"], levels["person"]) == ("same sound", "same person")
    assert {s.name: s.seen for s in weighed[2][0].of("splink")}["name"] == "same core"


def test_the_loser_lacks_what_the_winner_has(weighed: list[list[Waterfall]]) -> None:
    winner, loser = weighed[0][:2]
    gaps = lacks(winner, loser)
    assert gaps
    assert gaps == sorted(gaps, key=lambda g: -g.behind)
    assert winner.weight - loser.weight >= gaps[0].behind / 2


def test_the_chart_works_without_a_network(
    weighed: list[list[Waterfall]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    page: Path = tmp_path_factory.getbasetemp() / "chart.html"
    text = page.read_text(encoding="utf-8")
    assert "vega" in text
    assert 'src="http' not in text


def test_a_pair_explained_as_plain_data() -> None:
    first, second = explain_pair({"name": "晋江恒盛鞋业"}, RIGHT, [OTHER])
    assert (first["entity_id"], second["entity_id"]) == ("r000000001", "r000000002")
    assert first["weight"] > second["weight"]
    assert {s["stage"] for s in first["steps"]} == {"splink", "arbiter"}
    assert first["lacked"] == []
    assert second["lacked"][0]["bits"] > 0
