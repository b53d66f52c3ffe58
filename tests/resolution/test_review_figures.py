"""Figures of clerical work: Cohen's kappa, Wilson intervals, and recall from two strata."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolution.review.agreement import kappa
from resolution.review.estimate import Stratum, estimate, wilson


def test_kappa_of_the_textbook_example() -> None:
    # 20 and 15 agreed, 5 and 10 not: observed .70, by chance .50 (Cohen 1960)
    answers = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    rated = kappa(answers)
    assert rated is not None
    assert rated[0] == pytest.approx(0.4)
    assert rated[1] == pytest.approx(math.sqrt(0.7 * 0.3 / (50 * 0.25)))


@pytest.mark.parametrize("answers", [[], [("y", "y")] * 7])
def test_no_kappa_where_chance_explains_everything(answers: list[tuple[str, str]]) -> None:
    assert kappa(answers) is None


@pytest.mark.parametrize(
    ("hits", "size", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605)],
)
def test_wilson_intervals_as_published(hits: int, size: int, low: float, high: float) -> None:
    # Newcombe (1998), table I, method 3
    found = wilson(hits, size)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_nothing_judged_proves_nothing() -> None:
    found = wilson(0, 0)
    assert math.isnan(found.value)
    assert (found.low, found.high) == (0.0, 1.0)


def test_recall_weighs_both_parts_by_their_size() -> None:
    found = estimate(Stratum(900, 100, 100), Stratum(100, 100, 50))
    assert found.precision.value == 1.0
    assert found.recall.value == pytest.approx(900 / 950)
    assert found.recall.low < found.recall.value < found.recall.high


SHARES = st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda t: (min(t), max(t)))


@given(SHARES, SHARES)
def test_an_estimate_lies_within_its_bounds(matched: tuple[int, int], unmatched: tuple[int, int]) -> None:
    found = estimate(Stratum(1000, matched[1], matched[0]), Stratum(500, unmatched[1], unmatched[0]))
    for interval in (found.precision, found.recall, found.missed):
        assert 0 <= interval.low <= interval.high <= 1
        if not math.isnan(interval.value):
            assert interval.low - 1e-9 <= interval.value <= interval.high + 1e-9
