"""An arbiter of a city's own: from mentions with codes, judgements and mistyped registered names."""

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, Final

import duckdb
import numpy as np
from numpy.typing import NDArray

from resolution.arbiter.figures import Firsts, answers, loss
from resolution.arbiter.fit import Examples, firsts, join, teach, train
from resolution.arbiter.mix import weigh_like
from resolution.arbiter.rehearsal import Labelled, coded, firms, judged, mistyped, rehearse
from resolution.arbiter.shift import estimate_shift, shift_curve, shifted_across_folds
from resolution.arbiter.version import Arbiter
from resolution.ladder import Ladder
from resolution.model import Parameters

Matrix = NDArray[np.float64]
MOST_CODED: Final = 9_000
MISTYPED: Final = 26_000
CODED_WEIGHT: Final = 3.0  # a name that somebody really wrote teaches more than one made
LEAST_CODED: Final = 1_000  # with fewer mentions that carry codes, the shipped arbiter is the better one
SEED: Final = 1
# Mistyped names are harder than a city's own: at .979 out of fold, .995 of all matches are right in the end.
PRECISION: Final = 0.979
PACKAGES: Final = ("scikit-learn", "numpy", "splink", "duckdb")


def learn(con: duckdb.DuckDBPyConnection, ladder: Ladder, parameters: Parameters) -> Arbiter | None:
    """Return an arbiter trained beside these Splink parameters; None where too few names say who they are.

    Needs mention, entity, entity_name, address_map, must_link and cannot_link; changes nothing in the
    connection. What stewards judged teaches; `about` tells what the arbiter knows with and without it.
    """
    own, said = coded(con, MOST_CODED), judged(con)
    if len(own) < LEAST_CODED:
        return None
    made = made_names(con)
    base = unjudged(con, ladder, parameters, own, made)
    about = {
        "labels": {"coded": len(own), "mistyped": len(made), "judged": len(said)},
        "packages": {package: version(package) for package in PACKAGES},
    }
    lesson = rehearse(con, ladder, parameters, said) if said else None
    return taught(base, lesson, about)


def made_names(con: duckdb.DuckDBPyConnection) -> list[Labelled]:
    """Return registered names mistyped; no strangers: the codes tell how near foreign firms come."""
    return mistyped(firms(con), MISTYPED, SEED, strangers=False)


def unjudged(
    con: duckdb.DuckDBPyConnection,
    ladder: Ladder,
    parameters: Parameters,
    own: Sequence[Labelled],
    made: Sequence[Labelled],
) -> Examples:
    """Return what teaches without a judgement: names with codes, and made ones weighed like them."""
    real, typed = (rehearse(con, ladder, parameters, labelled) for labelled in (own, made))
    return join([real._replace(weight=real.weight * CODED_WEIGHT), weigh_like(typed, real)])


def taught(base: Examples, lesson: Examples | None, about: dict[str, Any]) -> Arbiter:
    """Return an arbiter trained on a base and a lesson, with what the lesson gained in `about`."""
    before = train(base, about, PRECISION)
    if lesson is None or not lesson.weight.any():
        return before
    after, scores = teach(base, about, PRECISION, lesson)
    told, known = (_spoken(lesson, s) for s in (before.boxes.score(lesson.matrix), scores))
    if not len(told.right) or not len(known.right):
        return after
    said = after.first_probability(known.confidence)
    shift = estimate_shift(said, known.right)
    gain = {
        "without": _gained(told, before.first_probability(told.confidence), before),
        "with": _gained(known, shifted_across_folds(said, known.right), after),
    }
    moved = shift_curve(after.first_curve, shift)
    return after._replace(first_curve=moved, about=after.about | {"gain": gain, "shift": shift})


def _spoken(lesson: Examples, scores: Matrix) -> Firsts:
    """Return the first candidates that somebody spoke of."""
    found = firsts(lesson, scores)
    spoken = found.weight > 0
    return Firsts(found.confidence[spoken], found.right[spoken], found.weight[spoken])


def _gained(found: Firsts, said: Matrix, arbiter: Arbiter) -> dict[str, Any]:
    """Measure what is said of judged mentions, and what the arbiter reaches on all the others out of fold."""
    figures = arbiter.about["out_of_fold"]
    return {
        "mentions": len(found.right), **loss(said, found.right),
        **answers(found.confidence, found.right, arbiter.thresholds),
        "precision": figures["precision"], "recall": figures["recall"],
    }  # fmt: skip
