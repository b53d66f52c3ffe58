"""Training the arbiter: boosted trees over two features at most, thresholds and calibration out of fold."""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from resolution.arbiter.boxes import Boxes, from_trees
from resolution.arbiter.catalogue import features, names
from resolution.arbiter.figures import Firsts, figures_at, reliability, staircase
from resolution.arbiter.version import Arbiter, Thresholds, raw_probability

Matrix = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

ROUNDS: Final = 500
FOLDS: Final = 5
PRECISION: Final = 0.995  # aimed at out of fold: above the bar of 0.995, for real lists hold doubles
WORTH_A_LOOK: Final = 0.08  # a first candidate that is right this often is worth a steward's look
KNOTS: Final = 40


class Examples(NamedTuple):
    """Labelled pairs: features, whether the pair is one firm, the mention each belongs to, and its weight.

    `groups` number the mentions; the pairs of one stand together. A pair that nobody spoke of weighs 0: it
    teaches nothing, but competes with the others of its mention.
    """

    matrix: Matrix
    right: Flags
    groups: Ints
    weight: Matrix
    minor: Flags  # no rivals (see Pairs.minor)


def join(parts: list[Examples]) -> Examples:
    """Put several sets together; their mentions stay apart."""
    shift, groups = 0, []
    for part in parts:
        groups.append(part.groups + shift)
        shift += int(part.groups.max(initial=-1)) + 1
    return Examples(
        np.concatenate([p.matrix for p in parts]), np.concatenate([p.right for p in parts]),
        np.concatenate(groups), np.concatenate([p.weight for p in parts]),
        np.concatenate([p.minor for p in parts]),
    )  # fmt: skip


def boost(examples: Examples, rounds: int = ROUNDS) -> Boxes:
    """Fit boosted trees on one thread, so that the same examples give the same trees; return boxes."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    trees = HistGradientBoostingClassifier(
        max_iter=rounds, learning_rate=0.08, max_leaf_nodes=8, min_samples_leaf=20, l2_regularization=1.0,
        max_bins=128, monotonic_cst=[f.sign for f in features()], interaction_cst="pairwise",
        early_stopping=False, random_state=0,
    )  # fmt: skip
    with threadpool_limits(1):
        trees.fit(examples.matrix, examples.right, sample_weight=examples.weight)
    nodes: list[Any] = [p.nodes for (p,) in trees._predictors]
    return from_trees(nodes, float(trees._baseline_prediction.ravel()[0]), names(), examples.matrix)


def out_of_fold(examples: Examples, rounds: int = ROUNDS, folds: int = FOLDS) -> Matrix:
    """Return scores in bits, each from a model that has not seen the pair's mention."""
    fold = scatter(examples.groups) % folds
    scores = np.zeros(len(examples.right))
    for number in range(folds):
        seen = fold != number
        part = Examples(*(column[seen] for column in examples))
        scores[~seen] = boost(part, rounds).score(examples.matrix[~seen])
    return scores


def scatter(groups: Ints) -> Ints:
    """Spread group numbers evenly over folds whatever their order (Knuth's multiplicative hash)."""
    return (groups * 2654435761 % (1 << 32)) >> 16


def firsts(examples: Examples, scores: Matrix) -> Firsts:
    """Return the best candidates of all mentions."""
    order = np.lexsort((examples.minor, -scores, examples.groups))
    starts = np.flatnonzero(np.diff(examples.groups[order], prepend=-1))
    p = raw_probability(scores[order])
    rival = np.where(examples.minor[order], 0.0, p)
    rival[starts] = 0.0
    second = np.maximum.reduceat(rival, starts)
    best = order[starts]
    return Firsts(p[starts] * (1 - second), examples.right[best], examples.weight[best])


def least_confidence(found: Firsts, precision: float, spare: float = 0.0) -> float:
    """Return the least confidence from which on so large a share is right; 1 where there is none.

    `spare` wrong ones more than were seen are reckoned with: what keeps few labels from promising too much.
    """
    order = np.argsort(-found.confidence, kind="stable")
    weight = found.weight[order]
    share = np.cumsum(found.right[order] * weight) / (np.cumsum(weight) + spare)
    confidence = np.round(found.confidence[order], 6)
    whole = np.append(np.diff(confidence) != 0, True)  # a threshold takes all that are equally sure
    good = np.flatnonzero((share >= precision) & whole[: len(share)])
    return float(confidence[good[-1]]) if len(good) else 1.0


def curve(at: Matrix, right: Flags, weight: Matrix) -> tuple[tuple[float, float], ...]:
    """Return a rising curve (isotonic regression) through the shares of right ones, KNOTS points at most."""
    from sklearn.isotonic import IsotonicRegression

    fitted = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit(
        at, right.astype(float), sample_weight=weight
    )
    xs, ys = fitted.X_thresholds_, fitted.y_thresholds_
    if len(xs) > KNOTS:
        picked = np.unique(np.round(np.linspace(0, len(xs) - 1, KNOTS)).astype(int))
        xs, ys = xs[picked], ys[picked]
    return tuple((round(float(x), 6), round(float(y), 6)) for x, y in zip(xs, ys, strict=True))


def teach(
    examples: Examples, about: dict[str, Any], precision: float = PRECISION, lesson: Examples | None = None
) -> tuple[Arbiter, Matrix]:
    """Return an arbiter trained on labelled pairs, and the out-of-fold scores of the pairs of `lesson`.

    `about` says what the labels are. A lesson (judged pairs) teaches the trees but sets no threshold and no
    curve: people are asked about hard cases, and hard cases are no sample of all.
    """
    taught = examples if lesson is None else join([examples, lesson])
    every = out_of_fold(taught)
    scores = every[: len(examples.right)]
    match = least_confidence(firsts(examples, scores), precision)
    return calibrated(examples, boost(taught), scores, match, about), every[len(examples.right) :]


def calibrated(
    examples: Examples, boxes: Boxes, scores: Matrix, match: float, about: dict[str, Any]
) -> Arbiter:
    """Return an arbiter of these boxes that matches from a confidence on; curves are those out of fold."""
    found = firsts(examples, scores)
    first_curve = curve(found.confidence, found.right, found.weight)
    knots = np.array(first_curve)
    worth = knots[knots[:, 1] >= WORTH_A_LOOK]
    review = min(round(float(worth[0, 0]), 6) if len(worth) else match, match)
    limits = Thresholds(match, review)
    registered = int(any_right(examples).sum())
    figures = {
        "mentions": len(found.right), "pairs": len(scores), "registered": registered,
        **figures_at(found, registered, match),
        "reliability": reliability(across_folds(found), found.right, found.weight),
        "staircase": staircase(found, registered, limits),
    }  # fmt: skip
    pair_curve = curve(scores, examples.right, examples.weight)
    return Arbiter(boxes, pair_curve, first_curve, limits, {**about, "out_of_fold": figures})


def train(examples: Examples, about: dict[str, Any], precision: float = PRECISION) -> Arbiter:
    """Return an arbiter trained on labelled pairs; `about` says what they are."""
    return teach(examples, about, precision)[0]


def across_folds(found: Firsts) -> Matrix:
    """Return for each first candidate the probability read from a curve that has not seen its mention."""
    fold = scatter(np.arange(len(found.right), dtype=np.int64)) % FOLDS
    said = np.zeros(len(found.right))
    for number in range(FOLDS):
        seen = fold != number
        knots = np.array(curve(found.confidence[seen], found.right[seen], found.weight[seen]))
        said[~seen] = np.interp(found.confidence[~seen], knots[:, 0], knots[:, 1])
    return said


def any_right(examples: Examples) -> Flags:
    """Return for each mention whether the right firm is among its candidates."""
    starts = np.flatnonzero(np.diff(examples.groups, prepend=-1))
    return np.logical_or.reduceat(examples.right, starts)
