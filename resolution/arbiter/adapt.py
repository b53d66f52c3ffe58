"""The arbiter fitted to one list: from its rows whose code tells the firm, kept only where it does better.

Rows with codes may be written more cleanly than those without, so registered names are mistyped beside
them. The arbiter at hand with another threshold, one trained on these labels alone, or the mean of both:
what finds most of them out of fold decides, no less precisely than the arbiter at hand did (.995 is
enough); where none finds more, that one stays as it is. Mistyped names alone prove too little: on real
names their thresholds cost precision as often as not.
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
from resolution.arbiter.version import Arbiter, Thresholds
from resolution.ladder import Ladder
from resolution.model import Parameters

LEAST: Final = 600  # names with codes that the registry does not hold as they are; fewer gained nothing
MOST: Final = 3_000
MISTYPED: Final = 2_500
ROUNDS: Final = 200
FOLDS: Final = 4
SEED: Final = 1
# Aimed at out of fold is the precision of the arbiter at hand on the same labels, within these limits:
# mistyped names are harder than a list's own (as in resolution.arbiter.learn).
LOWEST, HIGHEST = 0.992, 0.995
SPARE: Final = 3.0  # wrong matches reckoned with beside those seen: few labels promise too much
GAIN: Final = 0.005  # of recall, from which on another arbiter is worth it


class Adapted(NamedTuple):
    """What a list taught: the arbiter to use, how it came about, and the recall of both out of fold."""

    arbiter: Arbiter
    way: str  # shifted (another threshold), own, mean (with the arbiter at hand), or kept
    labels: int  # names of the list whose code told the firm
    precision: float  # aimed at out of fold
    recall: float  # out of fold there, of the arbiter to use
    before: float  # of the arbiter at hand, at its threshold or (where it is less precise) that precision


class Reach(NamedTuple):
    """How far an arbiter gets: from a threshold on, precision and the share of listed firms found."""

    threshold: float
    precision: float
    recall: float


def reach(found: Firsts, listed: float, threshold: float) -> Reach:
    """Return what an arbiter reaches from a threshold on; `listed` is the weight of the listed firms."""
    sure = found.confidence >= threshold
    right = float(found.weight[sure & found.right].sum())
    precision = right / float(found.weight[sure].sum()) if sure.any() else 1.0
    return Reach(threshold, round(precision, 4), round(right / max(listed, 1e-9), 4))


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
    """Train on labelled pairs and return the arbiter that finds most; `base` where none finds more."""
    known = base.boxes.score(examples.matrix)
    own = out_of_fold(examples, ROUNDS, FOLDS)
    scores: dict[str, Matrix] = {"shifted": known, "own": own, "mean": (own + known) / 2}
    first = {way: firsts(examples, s) for way, s in scores.items()}
    starts = np.flatnonzero(np.diff(examples.groups, prepend=-1))
    listed = float(examples.weight[starts][any_right(examples)].sum())
    now = reach(first["shifted"], listed, base.thresholds.match)
    aim = min(max(now.precision, LOWEST), HIGHEST)
    found = {way: reach(f, listed, least_confidence(f, aim, SPARE)) for way, f in first.items()}
    trained = max(("own", "mean"), key=lambda w: found[w].recall)
    way = trained if found[trained].recall >= found["shifted"].recall + GAIN else "shifted"
    before = now.recall if now.precision >= aim else found["shifted"].recall
    if found[way].recall < before + GAIN:
        return Adapted(base, "kept", labels, aim, before, before)
    match = found[way].threshold
    if way == "shifted":
        moved = base._replace(thresholds=Thresholds(match, min(base.thresholds.review, match)))
        return Adapted(moved, way, labels, aim, found[way].recall, before)
    trees = boost(examples, ROUNDS)
    boxes = trees if way == "own" else mean(trees, base.boxes, examples.matrix)
    about = {"labels": {"coded": labels, "mistyped": MISTYPED}, "way": way}
    arbiter = calibrated(examples, boxes, scores[way], match, about)
    return Adapted(arbiter, way, labels, aim, found[way].recall, before)
