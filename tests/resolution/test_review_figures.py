"""Figures of clerical work: Cohen's kappa, Wilson intervals, and recall from two strata."""

import math
from datetime import datetime
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.settings import Settings
from resolution.review.agreement import LEAST, Agreement, agreements, kappa, rate
from resolution.review.estimate import ONE_OF_TWO, Stratum, estimate, wilson
from store.judgements import Verdict, append
from store.ledger import Ledger


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


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return Ledger(Settings(home=tmp_path_factory.mktemp("agreement")))


Row = tuple[str, str, str, Verdict]
SAME, DIFFERENT, UNSURE, SPLIT = Verdict.MUST_LINK, Verdict.CANNOT_LINK, Verdict.UNSURE, Verdict.SPLIT


@pytest.mark.parametrize(
    ("rows", "compared", "agreed"),
    [
        ([("a", "m1_1", "ent_x", SAME), ("b", "m1_1", "ent_x", SAME)], 1, 1),
        ([("a", "m1_1", "ent_x", SAME), ("b", "m1_1", "ent_y", SAME)], 1, 0),
        (  # neither takes the candidate, and each knows another firm
            [("a", "m1_1", "ent_x", DIFFERENT), ("a", "m1_1", "ent_y", SAME),
             ("b", "m1_1", "ent_x", DIFFERENT), ("b", "m1_1", "ent_z", SAME)], 1, 0,
        ),
        (
            [("a", "m1_1", "ent_x", SAME),
             ("b", "m1_1", "ent_x", DIFFERENT), ("b", "m1_1", "ent_y", SAME)], 1, 0,
        ),
        ([("a", "m1_1", "ent_x", DIFFERENT), ("b", "m1_1", "ent_x", SPLIT)], 1, 1),
        ([("a", "m1_1", "ent_x", UNSURE), ("b", "m1_1", "ent_x", SAME)], 1, 0),
        ([("a", "m1_1", "m1_2", SAME), ("b", "m1_2", "m1_1", SAME)], 1, 1),
        ([("a", "m1_1", "m1_2", SAME), ("b", "m1_1", "m1_3", SAME)], 0, 0),  # all three may be one
        ([("a", "m1_1", "ent_x", DIFFERENT), ("b", "m1_1", "ent_y", DIFFERENT)], 0, 0),
        ([("a", "m1_1", "ent_x", SAME), ("b", "m1_2", "ent_x", SAME)], 0, 0),
    ],
)  # fmt: skip
def test_two_people_are_compared_mention_by_mention(
    ledger: Ledger, rows: list[Row], compared: int, agreed: int
) -> None:
    with ledger.session() as session:
        for actor, left, right, verdict in rows:
            append(session, left, right, verdict, actor=actor, reason="", at=datetime(2023, 6, 1))
        found = agreements(session)
        session.rollback()
    assert [(f.pairs, f.agreed) for f in found] == ([(compared, agreed)] if compared else [])


MIXED = [("y", "y"), ("n", "n"), ("y", "n")]


@pytest.mark.parametrize(
    ("answers", "interval", "note"),
    [
        (MIXED * 10, True, None),
        (MIXED * 9, False, "不到 30 个"),
        (MIXED[:2] * LEAST, False, "全部一致"),
        (MIXED[:1] * LEAST, False, "κ 无定义"),
    ],
)
def test_an_interval_is_given_only_where_it_means_something(
    answers: list[tuple[str, str]], interval: bool, note: str | None
) -> None:
    found: Agreement = rate("a", "b", answers)
    assert (found.low is not None, found.high is not None) == (interval, interval)
    assert (note in (found.note or "")) if note else found.note is None


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
