"""The arbiter fitted to one list: from its rows whose code tells the firm, kept only where it does better.

Rows with codes may be written more cleanly than those without, so registered names are mistyped beside them.
Trained on the list alone, or its mean with the arbiter at hand: what finds most at the same precision out of
fold, over all these labels, decides; where neither finds more than the arbiter at hand, that one stays.
"""

from typing import Final, NamedTuple

import duckdb
import numpy as np

from resolution.arbiter.boxes import mean
from resolution.arbiter.figures import Firsts
from resolution.arbiter.fit import (
    Examples,
    Matrix,
    any_right,
    boost,
    calibrated,
    firsts,
    least_confidence,
    out_of_fold,
)
from resolution.arbiter.rehearsal import coded, firms, mistyped, rehearse
from resolution.arbiter.version import Arbiter
from resolution.ladder import Ladder
from resolution.model import Parameters

LEAST: Final = 600  # names with codes that the registry does not hold as they are; fewer gained nothing
MOST: Final = 4_000
MISTYPED: Final = 2_500
ROUNDS: Final = 200
FOLDS: Final = 4
SEED: Final = 1
PRECISION: Final = 0.996  # aimed at out of fold
SPARE: Final = 1.0  # wrong matches reckoned with beside those seen
GAIN: Final = 0.005  # of recall, from which on another arbiter is worth it


class Adapted(NamedTuple):
    """What a list taught: the arbiter to use, how it came about, and the recall of both out of fold."""

    arbiter: Arbiter
    way: str  # own, mean (with the arbiter at hand), or kept
    labels: int  # names of the list whose code told the firm
    recall: float  # at PRECISION, of the arbiter to use
    before: float  # the same of the arbiter at hand, on the same labels


class Reach(NamedTuple):
    """How far an arbiter gets at a precision: its threshold, and the share of listed firms found there."""

    threshold: float
    recall: float


def reach(found: Firsts, listed: float, precision: float = PRECISION) -> Reach:
    """Return the threshold of a precision and the recall there; `listed` is the weight of listed firms."""
    threshold = least_confidence(found, precision, SPARE)
    right = found.right & (found.confidence >= threshold)
    return Reach(threshold, round(float(found.weight[right].sum() / max(listed, 1e-9)), 4))


def adapt(
    con: duckdb.DuckDBPyConnection, ladder: Ladder, parameters: Parameters, base: Arbiter
) -> Adapted | None:
    """Return what the mentions with codes teach beside `base`; None where they are too few.

    Needs mention, entity, entity_name and address_map; changes nothing in the connection.
    """
    own = coded(con, MOST)
    if len(own) < LEAST:
        return None
    labelled = [*own, *mistyped(firms(con), MISTYPED, SEED)]
    return choose(rehearse(con, ladder, parameters, labelled), base, len(own))


def choose(examples: Examples, base: Arbiter, labels: int) -> Adapted:
    """Train on labelled pairs and return the arbiter that finds most, `base` where none finds more."""
    known = base.boxes.score(examples.matrix)
    own = out_of_fold(examples, ROUNDS, FOLDS)
    scores: dict[str, Matrix] = {"kept": known, "own": own, "mean": (own + known) / 2}
    starts = np.flatnonzero(np.diff(examples.groups, prepend=-1))
    listed = float(examples.weight[starts][any_right(examples)].sum())
    found = {way: reach(firsts(examples, s), listed) for way, s in scores.items()}
    way = max(("own", "mean"), key=lambda w: found[w].recall)
    before = found["kept"].recall
    if found[way].recall < before + GAIN:
        return Adapted(base, "kept", labels, before, before)
    trees = boost(examples, ROUNDS)
    boxes = trees if way == "own" else mean(trees, base.boxes, examples.matrix)
    about = {"labels": {"coded": labels}, "way": way}
    arbiter = calibrated(examples, boxes, scores[way], found[way].threshold, about)
    return Adapted(arbiter, way, labels, found[way].recall, before)
