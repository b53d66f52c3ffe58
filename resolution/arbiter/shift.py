"""How much likelier a right answer is here than among the names that a model learned from: one shift in bits.

Names with codes and mistyped names hold another share of strangers than a city's queue. What stewards judged
tells by how much: the log odds of every said probability are moved by one number (Saerens and others 2002,
adjusting to a new share; here from labels, drawn a little to zero by a normal prior of one nat).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from resolution.arbiter.figures import LEAST_SAID
from resolution.arbiter.fit import FOLDS, scatter

Matrix = NDArray[np.float64]
Flags = NDArray[np.bool_]
Curve = tuple[tuple[float, float], ...]
STEPS: Final = 50


def _odds(said: Matrix) -> Matrix:
    p = np.clip(said, LEAST_SAID, 1 - LEAST_SAID)
    return np.asarray(np.log(p / (1 - p)))


def estimate_shift(said: Matrix, right: Flags) -> float:
    """Return the shift of the log odds (nats) that explains the answers best; 0 where there are none."""
    odds, shift = _odds(said), 0.0
    for _ in range(STEPS):  # Newton's steps on a concave sum
        p = 1 / (1 + np.exp(-(odds + shift)))
        shift += float((right - p).sum() - shift) / float((p * (1 - p)).sum() + 1)
    return round(shift, 4)


def shifted(said: Matrix, shift: float) -> Matrix:
    """Return probabilities with their log odds moved; what was said for sure stays."""
    moved = 1 / (1 + np.exp(-(_odds(said) + shift)))
    return np.where((said <= 0) | (said >= 1), said, moved)


def shifted_across_folds(said: Matrix, right: Flags) -> Matrix:
    """Return probabilities each moved by a shift that was estimated without their mention."""
    fold, found = scatter(np.arange(len(right), dtype=np.int64)) % FOLDS, np.zeros(len(right))
    for number in range(FOLDS):
        seen = fold != number
        found[~seen] = shifted(said[~seen], estimate_shift(said[seen], right[seen]))
    return found


def shift_curve(curve: Curve, shift: float) -> Curve:
    """Return a rising curve of probabilities with their log odds moved."""
    moved = shifted(np.array([y for _, y in curve]), shift)
    return tuple((x, round(float(y), 6)) for (x, _), y in zip(curve, moved, strict=True))
