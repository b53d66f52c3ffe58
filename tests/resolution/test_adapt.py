"""The arbiter fitted to a list: taken where it finds more out of fold, told, and the same in any order."""

from pathlib import Path
from random import Random

import numpy as np
import pytest

from benchmarks.real_lists import code
from resolution.arbiter import adapt
from resolution.arbiter.adapt import choose, reach
from resolution.arbiter.augment import letters, mistype
from resolution.arbiter.boxes import Box, Boxes, mean
from resolution.arbiter.catalogue import names as feature_names
from resolution.arbiter.figures import Firsts
from resolution.arbiter.fit import Examples, boost
from resolution.arbiter.rehearsal import mistyped, rehearse
from resolution.arbiter.version import Thresholds, shipped
from resolution.ladder import ladder
from resolution.matching.settings import limits
from resolution.model import first_parameters
from tests.resolution.arbiter_lists import lists
from tests.resolution.matching import run, write
from tests.resolution.test_arbiter_training import FIRMS


@pytest.fixture(scope="module")
def examples() -> Examples:
    con = lists([(f.entity_id, f.name, f.person) for f in FIRMS], [])
    return rehearse(con, ladder(), first_parameters(), mistyped(FIRMS, 500, seed=3))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapt, "ROUNDS", 25)
    monkeypatch.setattr(adapt, "MISTYPED", 200)
    monkeypatch.setattr(adapt, "LEAST", 100)
    monkeypatch.setattr(adapt, "LOWEST", 0.95)
    monkeypatch.setattr(adapt, "HIGHEST", 0.95)
    monkeypatch.setattr(adapt, "SPARE", 0.0)


def test_what_finds_more_than_the_arbiter_at_hand_takes_its_place(examples: Examples) -> None:
    blind = shipped()._replace(boxes=Boxes(feature_names(), 3.0, []))
    found = choose(examples, blind, 400)
    assert found.way in ("own", "mean")
    assert found.recall > found.before + 0.2
    assert found.arbiter.thresholds.match < 1


def test_the_arbiter_at_hand_stays_where_nothing_finds_more(examples: Examples) -> None:
    knows = shipped()._replace(boxes=boost(examples, 60), thresholds=Thresholds(0.4, 0.1))
    found = choose(examples, knows, 400)  # it has seen the very labels
    assert (found.way, found.arbiter) == ("kept", knows)
    assert found.recall == found.before


def test_an_arbiter_that_knows_all_but_asks_too_much_gets_another_threshold(examples: Examples) -> None:
    knows = shipped()._replace(boxes=boost(examples, 60), thresholds=Thresholds(1.01, 0.1))
    found = choose(examples, knows, 400)
    assert (found.way, found.arbiter.boxes) == ("shifted", knows.boxes)
    assert 0.1 <= found.arbiter.thresholds.match < 1
    assert found.recall > found.before + 0.2


def test_reach_counts_weights_from_a_threshold_on() -> None:
    found = Firsts(np.array([0.9, 0.8, 0.7]), np.array([True, False, True]), np.array([1.0, 0.5, 1.0]))
    assert reach(found, 2.0, 0.75) == (0.75, 0.6667, 0.5)


def test_the_mean_of_two_arbiters_scores_the_mean() -> None:
    one = Boxes(("a", "b"), 1.0, [Box(2.0, ((0, -1e9, 0.5),)), Box(1.0, ((0, 0.5, 1e9), (1, -1e9, 2.0)))])
    other = Boxes(("a", "b"), -3.0, [Box(4.0, ((0, -1e9, 0.5),)), Box(-1.0, ((1, 1.0, 1e9),))])
    at = np.array([[0.0, 0.0], [1.0, 1.5], [0.5, 3.0]])
    both = mean(one, other, at)
    assert both.score(at).tolist() == ((one.score(at) + other.score(at)) / 2).tolist()


def _written(folder: Path, turned: bool = False) -> tuple[Path, Path]:
    """A registry with codes, and a list of mistyped names of which three in four have a code."""
    rng, known = Random(5), letters([f.name for f in FIRMS])
    rows = []
    for at, firm in enumerate(FIRMS):
        typed = mistype(firm.name, rng, known)
        if typed is not None:
            number = code(at if typed.means_it else 5_000 + at)
            rows.append(f"{at},{typed.text},{number if at % 4 else ''}\n")
    registry = [f"{f.entity_id},{f.name},{code(at)}\n" for at, f in enumerate(FIRMS)]
    if turned:
        rows.reverse()
        registry.reverse()
    return (
        write(folder / "list.csv", "id,name,uscc\n" + "".join(rows)),
        write(folder / "registry.csv", "id,name,uscc\n" + "".join(registry)),
    )


@pytest.mark.slow
def test_a_list_with_codes_tells_what_it_taught_and_order_and_parts_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("resolution.matching.learn.LEAST", 100)
    monkeypatch.setattr(adapt, "GAIN", -1.0)  # whatever it finds, it is taken
    outcome, rows = run(tmp_path, *_written(tmp_path))
    assert outcome.judge.data["way"] in ("shifted", "own", "mean")
    assert outcome.judge.data["labels"] > 150
    assert f"{outcome.judge.data['labels']:,} 种写法由代码说明是哪家" in outcome.judge.caption
    _, turned = run(tmp_path, *_written(tmp_path, turned=True))
    assert list(reversed(turned)) == rows
    small = limits().model_copy(update={"batch": 90})
    monkeypatch.setattr("resolution.matching.match.limits", lambda: small)
    parted, parts = run(tmp_path, *_written(tmp_path))
    assert (parts, parted.judge) == (rows, outcome.judge)
    plain, left = run(tmp_path, *_written(tmp_path), learn=False)
    assert plain.judge.data == {"base": "shipped", "way": "base"}
    assert left != rows


def test_few_rows_with_codes_teach_nothing(tmp_path: Path) -> None:
    text = "name,uscc\n" + "".join(f"晋江市恒盛鞋业{i}有限公司,{code(i)}\n" for i in range(20))
    outcome, _ = run(tmp_path, write(tmp_path / "l.csv", text), write(tmp_path / "r.csv", text))
    assert outcome.judge.caption == "随产品的裁定模型"
