"""Whether said probabilities hold: reliability by tenths with Wilson intervals, Brier score, error."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import duckdb
import numpy as np
from numpy.typing import NDArray

from resolution.arbiter.figures import loss, reliability
from resolution.reasons import Decision
from resolution.review.estimate import wilson
from resolution.sql import sql

SAID: Final = sql("evaluate_said")
PARTS: Final = (
    ("全部", tuple(Decision)),
    ("自动匹配", (Decision.MATCH,)),
    ("待复核", (Decision.REVIEW,)),
    ("重名或未匹配", (Decision.AMBIGUOUS, Decision.NONE)),
)


def with_intervals(bins: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return reliability bins as rows with the Wilson interval (95 %) of the share that is right."""
    rows = []
    for found in bins:
        size = float(found.get("worth", found["count"]))
        interval = wilson(found["right"] * size, size)
        rows.append({
            "part": f"{found['from']:.1f}–{found['from'] + 0.1:.1f}", "count": found["count"],
            "said": found["said"], "right": found["right"],
            "low": round(interval.low, 4), "high": round(interval.high, 4),
        })  # fmt: skip
    return rows


def calibration_error(bins: Sequence[Mapping[str, Any]]) -> float:
    """Return the expected calibration error: the mean distance of said and right, weighted by the counts."""
    whole = sum(b["count"] for b in bins)
    apart = sum(b["count"] * abs(b["said"] - b["right"]) for b in bins)
    return round(float(apart / max(whole, 1)), 4)


def _part(name: str, said: NDArray[np.float64], right: NDArray[np.bool_]) -> dict[str, Any]:
    interval = wilson(int(right.sum()), len(right))
    bins = reliability(said, right, np.ones(len(said)))
    return {
        "part": name, "count": len(right), "said": round(float(said.mean()), 4),
        "right": round(interval.value, 4), "low": round(interval.low, 4), "high": round(interval.high, 4),
        "brier": loss(said, right)["brier"], "error": calibration_error(bins),
    }  # fmt: skip


def calibration(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Compare what the model said of first candidates with the truth; needs `labelled` (see evaluate).

    Rows: all mentions that the model decided and each kind of decision, with Brier score and expected
    calibration error; then tenths of the probability. `low` and `high` bound the share that is right.
    """
    found = con.execute(SAID).fetchall()
    decided = np.array([d for _, d, _, _ in found])
    said = np.array([p for _, _, p, _ in found], dtype=np.float64)
    right = np.array([r for _, _, _, r in found], dtype=bool)
    rows = []
    for name, decisions in PARTS:
        here = np.isin(decided, [str(d) for d in decisions])
        if here.any():
            rows.append(_part(name, said[here], right[here]))
    return rows + with_intervals(reliability(said, right, np.ones(len(said))))
