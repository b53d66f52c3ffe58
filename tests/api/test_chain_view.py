"""The board of a chain: lanes in the order of the stages, gaps and weak nodes counted."""

from typing import Any

import pytest

from api.chain_view import FIRMS_PER_NODE, lanes, summary


def _row(node: str, stage: str, state: str, grade: str = "无", firms: int = 0) -> dict[str, Any]:
    return {"node": node, "stage": stage, "state": state, "grade": grade, "score": 62.5} | {
        "grade_a": firms,
        "grade_b": 0,
        "grade_c": 0,
    }


ROWS = [
    _row("鞋底", "上游", "弱链", "A", 9),
    _row("鞋用胶粘剂", "上游", "缺链（仅有经营范围线索）", "C", 0),
    _row("运动鞋制造", "中游", "完整", "A", 1),
    _row("检测认证", "下游", "缺链"),
]
FIRMS = [{"node": "鞋底", "id": f"ent_{i}", "name": f"鞋底{i}", "grade": "A"} for i in range(9)]


def test_a_chain_in_figures() -> None:
    row = {"chain": "鞋服产业链", "listed": 12, "nodes": 4, "gaps": 2, "weak": 1, "score": 62.5}
    shown = summary(row)
    assert (shown.nodes, shown.gaps, shown.weak, shown.listed) == (4, 2, 1, 12)
    assert shown.score == pytest.approx(0.625)
    assert summary({**row, "listed": None, "score": None}).score is None


def test_lanes_follow_the_stages_and_a_clue_alone_is_a_gap() -> None:
    up, middle, down = lanes(ROWS, FIRMS)
    assert (up.stage, middle.stage, down.stage) == ("上游", "中游", "下游")
    assert [n.is_gap for n in up.nodes] == [False, True]
    assert (up.filled, middle.filled, down.filled) == (1, 1, 0)
    assert down.nodes[0].grade == ""


def test_a_gap_shows_who_is_near() -> None:
    near = [{"node": "检测认证", "name": "甲", "distance": 1}, {"node": "鞋底", "name": "乙", "distance": 2}]
    down = lanes(ROWS, [], near)[2]
    assert [n["name"] for n in down.nodes[0].nearest] == ["甲"]


def test_many_enterprises_are_folded_and_those_not_listed_counted() -> None:
    sole = lanes(ROWS, FIRMS)[0].nodes[0]
    assert [f["name"] for f in (*sole.firms, *sole.rest)] == [f["name"] for f in FIRMS]
    assert (len(sole.firms), sole.more) == (FIRMS_PER_NODE, 0)
    assert lanes(ROWS, FIRMS[:7])[0].nodes[0].more == 2
