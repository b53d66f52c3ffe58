"""What out-of-fold answers prove: precision and recall by threshold, and how far said probabilities hold."""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from resolution.arbiter.version import Thresholds

Matrix = NDArray[np.float64]
Flags = NDArray[np.bool_]
LEAST_SAID: Final = 0.001  # a probability further out counts as this: one sure mistake is not endless loss
STEPS: Final = (0.01, 0.02, 0.05, *(n / 10 for n in range(1, 10)), 0.95, 0.97, 0.98, 0.99, 0.995)


class Firsts(NamedTuple):
    """The best candidate of each labelled mention: its confidence and whether it is right."""

    confidence: Matrix
    right: Flags
    weight: Matrix


def figures_at(found: Firsts, registered: int, threshold: float) -> dict[str, Any]:
    """Return precision and recall where every confidence from a threshold on is a match."""
    sure = found.confidence >= threshold
    return {
        "precision": round(float(found.right[sure].mean()), 4) if sure.any() else None,
        "recall": round(float(found.right[sure].sum() / max(registered, 1)), 4),
    }


def staircase(found: Firsts, registered: int, limits: Thresholds) -> list[dict[str, Any]]:
    """Return precision, recall and the mentions at or above each of some thresholds, the two in use too."""
    named = {round(limits.match, 6): "match", round(limits.review, 6): "review"}
    return [
        {"at": at, "above": int((found.confidence >= at).sum()), "is": named.get(at)}
        | figures_at(found, registered, at)
        for at in sorted({*STEPS, *named})
    ]


def reliability(said: Matrix, right: Flags, weight: Matrix) -> list[dict[str, Any]]:
    """Return for tenths of the probability: how many, the mean probability and the share that is right.

    Both are weighted; `worth` is how many equal ones the weighted ones are worth, (Σw)² / Σw² (Kish 1965).
    """
    tenth = np.minimum((said * 10).astype(int), 9)
    bins = []
    for number in range(10):
        here = tenth == number
        if not here.any():
            continue
        w = weight[here]
        bins.append({
            "from": number / 10, "count": int(here.sum()),
            "worth": round(float(w.sum() ** 2 / (w**2).sum()), 1),
            "said": round(float(np.average(said[here], weights=w)), 4),
            "right": round(float(np.average(right[here], weights=w)), 4),
        })  # fmt: skip
    return bins


def loss(said: Matrix, right: Flags) -> dict[str, float]:
    """Return the mean log loss in bits (of probabilities between 0.001 and 0.999) and the Brier score."""
    p, y = np.clip(said, LEAST_SAID, 1 - LEAST_SAID), right.astype(float)
    bits = -np.where(right, np.log2(p), np.log2(1 - p))
    return {"log_loss": round(float(bits.mean()), 4), "brier": round(float(((p - y) ** 2).mean()), 4)}


def answers(confidence: Matrix, right: Flags, limits: Thresholds) -> dict[str, int]:
    """Count what would be matched rightly and wrongly, asked of people, and dismissed rightly and wrongly."""
    sure, out = confidence >= limits.match, confidence < limits.review
    return {
        "matched_right": int((sure & right).sum()), "matched_wrong": int((sure & ~right).sum()),
        "asked": int((~sure & ~out).sum()),
        "dismissed_right": int((out & ~right).sum()), "dismissed_wrong": int((out & right).sum()),
    }  # fmt: skip
