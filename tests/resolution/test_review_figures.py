"""Figures of clerical work: Cohen's kappa, Wilson intervals, and recall from two strata."""

import math
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolution.review.agreement import kappa
from resolution.review.estimate import ONE_OF_TWO, Stratum, estimate, wilson


def test_kappa_of_the_textbook_example() -> None:
    # 20 and 15 agreed, 5 and 10 not: observed .70, by chance .50 (Cohen 1960)
    answers = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    rated = kappa(answers)
    assert rated is not None
    assert rated[0] == pytest.approx(0.4)


DIAGNOSES: dict[str, tuple[int, ...]] = {
    "psychotic": (75, 1, 4),
    "neurotic": (5, 4, 1),
    "organic": (0, 0, 10),
}
"""100 patients and two raters (Fleiss, Levin and Paik 2003, table 18.1)."""


def _answers(rows: dict[str, tuple[int, ...]]) -> list[tuple[str, str]]:
    return [(a, b) for a, counts in rows.items() for b, n in zip(rows, counts, strict=True) for _ in range(n)]


def _plain_kappa(shares: np.ndarray) -> float:
    observed, chance = np.trace(shares), float(shares.sum(axis=1) @ shares.sum(axis=0))
    return float((observed - chance) / (1 - chance))


def test_kappa_of_the_published_diagnoses_and_its_standard_error() -> None:
    """Kappa is .68 there; the error is held against the delta method by small steps of each share."""
    rated = kappa(_answers(DIAGNOSES))
    assert rated is not None
    shares, step = np.array(list(DIAGNOSES.values())) / 100, 1e-6
    assert rated[0] == pytest.approx(_plain_kappa(shares))
    assert round(rated[0], 2) == 0.68
    slope = np.zeros((3, 3))
    for cell in np.ndindex(3, 3):
        more, less = shares.copy(), shares.copy()
        more[cell] += step
        less[cell] -= step
        slope[cell] = (_plain_kappa(more) - _plain_kappa(less)) / (2 * step)
    variance = float((shares * slope**2).sum() - (shares * slope).sum() ** 2) / 100
    assert rated[1] == pytest.approx(math.sqrt(variance), rel=1e-4)


def test_kappa_over_three_answers() -> None:
    # scikit-learn 1.9: cohen_kappa_score
    answers = _answers({"a": (44, 5, 1), "b": (7, 20, 3), "c": (9, 5, 6)})
    rated = kappa(answers)
    assert rated is not None
    assert rated[0] == pytest.approx(0.491525423728814, abs=1e-12)


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


@pytest.mark.parametrize(
    ("hits", "size", "low", "high"),
    [(81, 263, 0.248276, 0.374892), (1, 29, 0.005032, 0.201408), (190, 200, 0.903119, 0.974827)],
)
def test_wilson_intervals_of_two_that_hold_together(hits: int, size: int, low: float, high: float) -> None:
    # SciPy 1.17: binomtest(hits, size).proportion_ci(0.975, "wilson")
    found = wilson(hits, size, ONE_OF_TWO)
    assert (round(found.low, 6), round(found.high, 6)) == (low, high)


def test_the_bounds_of_recall_cover_the_truth_as_often_as_they_say() -> None:
    """In 400 samples of 100 and 100 from a city with a recall of 0.9474, at most one in twenty misses it."""
    rng, missed = Random(1), 0
    for _ in range(400):
        right = sum(rng.random() < 0.99 for _ in range(100))
        lost = sum(rng.random() < 0.44 for _ in range(100))
        found = estimate(Stratum(9000, 100, right), Stratum(1125, 100, lost)).recall
        missed += not found.low <= 9000 * 0.99 / (9000 * 0.99 + 1125 * 0.44) <= found.high
    assert missed <= 20


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
