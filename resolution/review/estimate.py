"""What a clerical sample proves: precision and recall with intervals."""

import math
from statistics import NormalDist
from typing import NamedTuple

ONE_OF_TWO = NormalDist().inv_cdf(1 - 0.05 / 4)
"""Two intervals hold together with 95 % where each holds with 97.5 % (Bonferroni)."""
ALONE = NormalDist().inv_cdf(1 - 0.05 / 2)


class Interval(NamedTuple):
    """An estimate between its bounds (95 %)."""

    value: float
    low: float
    high: float


class Stratum(NamedTuple):
    """One part of a sample: how many mentions it stands for, and what the clerks found in those drawn."""

    size: int
    judged: int
    hits: int


class Estimate(NamedTuple):
    """Precision of automatic matches, and recall over the mentions that have a registered firm."""

    precision: Interval
    recall: Interval
    missed: Interval  # share of the mentions left unmatched that do have a registered firm


def wilson(hits: float, size: float, z: float = ALONE) -> Interval:
    """Return the Wilson score interval of a share (Wilson 1927); of nothing judged nothing is known: 0 to 1.

    Weighted hits count as what their effective sample size is worth.
    """
    if not size:
        return Interval(math.nan, 0.0, 1.0)
    share, square = hits / size, z * z / size
    middle = (share + square / 2) / (1 + square)
    half = z / (1 + square) * math.sqrt(share * (1 - share) / size + square / (4 * size))
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half))


def estimate(matched: Stratum, unmatched: Stratum) -> Estimate:
    """Return precision and recall; `hits` are right matches there, and firms that were missed here.

    Recall is right / (right + missed) over the whole city: precision times the matched, against the missed
    share times the unmatched. Its bounds take the worst and best of both shares at 97.5 % each.
    """
    right, missed = (wilson(s.hits, s.judged, ONE_OF_TWO) for s in (matched, unmatched))

    def recall(p: float, q: float) -> float:
        found, lost = p * matched.size, q * unmatched.size
        return found / (found + lost) if found + lost else math.nan

    return Estimate(
        wilson(matched.hits, matched.judged),
        Interval(
            recall(right.value, missed.value), recall(right.low, missed.high), recall(right.high, missed.low)
        ),
        wilson(unmatched.hits, unmatched.judged),
    )
