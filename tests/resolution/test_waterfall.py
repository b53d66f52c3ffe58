"""Weights taken apart: each stage's steps sum up to it, and the loser's lack is named."""

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import duckdb
import pytest

from resolution.arbiter import relations
from resolution.arbiter.catalogue import RELATION, features
from resolution.arbiter.version import shipped
from resolution.explain import explain_pair
from resolution.matching.lists import listing_of
from resolution.matching.prepare import Scorer
from resolution.model import COMPARISONS
from resolution.panel.captions import evidences
from resolution.panel.weights import LEVELS as PANEL_LEVELS
from resolution.placing import Placing
from resolution.waterfall import CAPTIONS, Waterfall, lacks, panel_step, with_panel
from resolution.weighing import as_in_the_run, save_chart, told, weigh

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
        assert sum(s.bits for s in one.of("arbiter")) == pytest.approx(one.arbiter, abs=1e-3)
        assert one.weight == one.arbiter, "a list has no other rows to speak for a pair"


def test_each_row_has_its_own_and_an_empty_one_none(weighed: list[list[Waterfall]]) -> None:
    assert [bool(row) for row in weighed] == [True, True, True, False]
    levels = {s.name: s for s in weighed[0][0].of("splink")}
    assert (levels["name"].value, levels["person"].value) == ("same sound", "same person")
    assert (levels["name"].seen, levels["person"].seen) == ("读音相同", "同一人")
    assert {s.name: s.value for s in weighed[2][0].of("splink")}["name"] == "same core"


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


def _answers(value: ast.expr) -> Iterator[int]:
    if isinstance(value, ast.IfExp):
        yield from _answers(value.body)
        yield from _answers(value.orelse)
    else:
        yield int(ast.literal_eval(value))


def _returned(relation: Callable[..., int]) -> set[int]:
    """Every code that a relation can give, read off its source."""
    tree = ast.parse(dedent(inspect.getsource(inspect.unwrap(relation))))
    given = [node.value for node in ast.walk(tree) if isinstance(node, ast.Return)]
    return {code for value in given if value is not None for code in _answers(value)}


RELATIONS: dict[str, set[int]] = {
    **{
        name: _returned(getattr(relations, f"{name}_relation"))
        for name in ("brand", "trade", "rest", "front", "form", "branch", "figures", "held", "code")
    },
    "placing": {int(p) for p in Placing},
    **{name: {-1, 0, 1} for name in ("person", "phone", "address", "town")},  # together.Sides.agree
    **{name: {0, 1} for name in ("head", "tail_only", "former")},
    "rival": {0, 1, 2},
}


def test_every_code_of_a_relation_has_its_caption_and_no_other() -> None:
    assert {f.name: set(f.values) for f in features() if f.unit == RELATION} == RELATIONS


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("sound", 1.0, "1 处"),
        ("sound", 4.0, "4 处或更多"),
        ("placing", 6.0, "同一地方"),
        ("rest", -1.0, "是另一个行业"),
        ("splink_lead", 13.2712, "13.27 比特"),
        ("splink_lead", 20.0, "20 比特或更多，或没有别的候选"),
        ("name_cosine", 0.30801, "0.308"),
        ("cost", 0.0, "0 字"),
        ("bearers", 0.0, "1 家"),
        ("bearers", 1.58496, "3 家"),
    ],
)
def test_a_value_is_told_with_its_unit(name: str, value: float, said: str) -> None:
    assert {f.name: f.text(value) for f in features()}[name] == said


def test_every_level_of_every_comparison_is_told_in_chinese(weighed: list[list[Waterfall]]) -> None:
    assert COMPARISONS.keys() <= CAPTIONS.keys()
    for spec in COMPARISONS.values():
        captions = [v.caption for v in spec.levels]
        assert all(re.search("[\u4e00-\u9fff]", c) for c in captions)
        assert len(set(captions)) == len(captions)
    for one in (w for row in weighed for w in row):
        assert not [s for s in one.steps if re.search("[A-Za-z]", s.caption + s.seen)]


def _levels(evidence: str) -> set[str]:
    """The levels that panel_levels.sql can give for a piece of evidence."""
    [part] = [p for p in PANEL_LEVELS.split("UNION ALL") if f"'{evidence}'" in p]
    return set(re.findall(r"(?:THEN|ELSE) '(\w+)'", part)) - {"few", "many"}


def test_every_level_of_panel_evidence_has_its_caption_and_no_other() -> None:
    assert set(re.findall(r"'(series|opened|existed|shared)'", PANEL_LEVELS)) == evidences().keys()
    assert {name: set(e.levels) for name, e in evidences().items()} == {n: _levels(n) for n in evidences()}


def test_a_panel_step_names_the_data_and_what_was_found() -> None:
    said = [panel_step(*row)[:4] for row in (
        ("social_insurance", "series", "taken", -3.0), ("social_insurance", "opened", "months_6", 2.0),
        ("", "existed", "before", -2.0), ("gone_away", "rumour", "loud", 1.0),
    )]  # fmt: skip
    assert said == [
        ("panel", "series:social_insurance", "企业社保缴纳信息", "这些期次大半已有该企业另一写法的记录"),
        ("panel", "opened:social_insurance", "企业社保缴纳信息·参保开始时间", "距开办 6 个月以内"),
        ("panel", "existed", "报送期次与存续时间", "全部期次都在开办之前"),
        ("panel", "rumour:gone_away", "rumour gone_away", "loud"),
    ]


WINNER, LOSER = "r000000001", "r000000002"
PANEL = [
    dict(zip(("entity_id", "dataset", "evidence", "level", "bits"), row, strict=True))
    for row in (
        (WINNER, "social_insurance", "series", "taken", -6.0),
        (WINNER, "", "existed", "before", -5.5),
        (LOSER, "social_insurance", "series", "goes_on", 6.0),
    )
]


def test_what_other_rows_say_is_part_of_the_weight_and_of_the_order(weighed: list[list[Waterfall]]) -> None:
    before = {w.entity_id: w for w in weighed[1]}
    stored = {i: round(w.arbiter + {WINNER: -11.5, LOSER: 6.0}[i], 4) for i, w in before.items()}
    again = as_in_the_run(weighed[1], stored, PANEL, shipped())
    assert (again.differing, again.gone) == ({}, [])
    assert {w.entity_id: w.weight for w in again.candidates} == stored
    assert [w.weight for w in again.candidates] == sorted(stored.values(), reverse=True)
    for one in again.candidates:
        assert sum(s.bits for s in (*one.of("arbiter"), *one.of("panel"))) == pytest.approx(
            one.weight, abs=1e-3
        )
        grows = one.weight > one.arbiter
        assert (one.probability > before[one.entity_id].probability) == grows
    [first, second] = told(again.candidates)
    assert [s["value"] for s in first["steps"] if s["stage"] == "panel"] == ["goes_on"]
    assert first["panel_weight"] == 6.0
    lack = second["lacked"][0]
    assert (lack["stage"], lack["name"], lack["bits"]) == ("panel", "series:social_insurance", 12.0)
    assert (lack["caption"], lack["seen"][:4]) == ("企业社保缴纳信息", "这些期次")
    assert {"taken", "before"} == {s["value"] for s in second["steps"] if s["stage"] == "panel"}
    assert "existed" in {s["name"] for s in second["against"]}


def test_the_loser_lacks_what_the_other_rows_say_for_the_winner_alone(weighed: list[list[Waterfall]]) -> None:
    winner, loser = with_panel(
        weighed[1], {WINNER: [panel_step("social_insurance", "opened", "months_6", 30.0)]}, shipped()
    )
    gap = lacks(winner, loser)[0]
    assert (gap.step.name, gap.step.seen, gap.behind) == ("opened:social_insurance", "没有记录可比", 30.0)


def test_a_weight_that_is_not_the_runs_is_told(weighed: list[list[Waterfall]]) -> None:
    first, second = weighed[1]
    stored = {first.entity_id: first.arbiter + 1.0, second.entity_id: second.arbiter, "r9": 3.0}
    again = as_in_the_run(weighed[1], stored, [], shipped())
    assert again.differing == {first.entity_id: (first.arbiter + 1.0, first.arbiter)}
    assert again.gone == ["r9"]
    assert not again.same
    fewer = as_in_the_run(weighed[1], {first.entity_id: first.arbiter}, [], shipped())
    assert [w.entity_id for w in fewer.candidates] == [first.entity_id]
    assert fewer.same
