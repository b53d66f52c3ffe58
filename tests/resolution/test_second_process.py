"""Candidates and features that a second process makes: the same as here, also where it dies on the way."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from core import beside
from resolution import halves, wide
from resolution.engine import score_and_decide
from resolution.ladder import ladder
from tests.resolution.arbiter_lists import labelled, lists

pytestmark = pytest.mark.skipif(beside.cores() < 2, reason="one core: nothing is shared")

BRANDS = ("恒盛", "大华", "金鹰", "凯达", "明辉", "泰丰", "华盛", "顺达", "宏远", "鑫源", "立兴", "嘉泰")
TRADES = ("鞋业", "服装", "食品", "陶瓷", "机械")
REGISTRY = [
    (f"e{i:03d}", f"晋江市{BRANDS[i % 12]}{TRADES[i // 12]}有限公司", "王小" + BRANDS[i % 12][0])
    for i in range(60)
] + [("e900", "泉州轻工职业学院", "")]
MENTIONS = ("晋江市恒胜鞋业有限公司", "大华食吕有限公司", "泉州轻工", "顺达陶磁厂", "XINYUAN服装有限公司")
TABLES = ("blocked", "likeness", "candidate", "decided")


def _done(threads: int) -> dict[str, list[tuple[Any, ...]]]:
    con = lists(REGISTRY, [labelled(f"m{i}", name) for i, name in enumerate(MENTIONS)])
    con.execute(f"SET threads = {threads}")
    score_and_decide(con, ladder())
    return {table: con.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in TABLES}


def _refuse(*_: object) -> None:
    raise AssertionError("done here")


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wide, "LEAST", 1)
    monkeypatch.setattr(halves, "MANY", 1)


def test_the_helper_finds_and_measures_the_same(shared: None, monkeypatch: pytest.MonkeyPatch) -> None:
    here = _done(1)
    assert here["likeness"]
    with monkeypatch.context() as away:
        away.setattr(wide, "Likely", _refuse)
        assert _done(2) == here


@pytest.mark.parametrize("lost", ["find", "measure", "judge"])
def test_what_a_lost_helper_leaves_is_done_here(
    shared: None, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    here = _done(1)

    def begin(work: Callable[..., Any], values: Sequence[Any]) -> Callable[[], Any]:
        return (lambda: None) if work.__name__ == lost else beside.begin(work, values)

    monkeypatch.setattr(wide, "begin", begin)
    monkeypatch.setattr(halves, "begin", begin)
    assert _done(2) == here


def test_another_registry_does_not_answer_for_one_that_was_told_before(shared: None) -> None:
    con = lists(REGISTRY, [labelled("m0", MENTIONS[0])])
    score_and_decide(con, ladder())  # builds registry_side
    first = wide.Wide(con)
    wide.Wide(con)  # the helper holds this one now
    first.ask()
    assert first.found() is None
