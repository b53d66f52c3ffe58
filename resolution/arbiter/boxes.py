"""The arbiter's model as plain data: boxes over one feature or two, each worth some bits.

Boosted trees whose paths ask for two features at most are a sum of such boxes (a leaf is a box). So the score
is a sum over single features and pairs of them; its Shapley contributions are exact and cheap (see `shares`).
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Ints = NDArray[np.int64]
DIGITS: Final = 4
OPEN: Final = 1e9  # a side of a box that has no limit


class Box(NamedTuple):
    """Bits for rows with low < value <= high in each of its features (one or two, by number)."""

    bits: float
    sides: tuple[tuple[int, float, float], ...]


class Boxes:
    """A score in bits (log2 odds): `base` and the bits of every box that a row falls in.

    `shares` are the shares of the training rows in each feature's bins: what a contribution is measured
    against.
    """

    def __init__(
        self, names: Sequence[str], base: float, boxes: Sequence[Box], shares: Sequence[Matrix] | None = None
    ) -> None:
        self.names, self.base, self.boxes = tuple(names), base, tuple(boxes)
        limits: list[set[float]] = [set() for _ in self.names]
        for box in self.boxes:
            for feature, low, high in box.sides:
                limits[feature] |= {v for v in (low, high) if abs(v) < OPEN}
        self.edges = tuple(np.array(sorted(v)) for v in limits)
        even = [np.full(len(e) + 1, 1 / (len(e) + 1)) for e in self.edges]
        self.shares = tuple(shares) if shares is not None else tuple(even)

    @cached_property
    def tables(self) -> dict[tuple[int, ...], Matrix]:
        """The boxes summed up: for each feature or pair of features the bits of each bin."""
        found: dict[tuple[int, ...], Matrix] = {}
        for box in self.boxes:
            key = tuple(f for f, _, _ in box.sides)
            if key not in found:
                found[key] = np.zeros([len(self.edges[f]) + 1 for f in key])
            found[key][tuple(self._slice(*side) for side in box.sides)] += box.bits
        return {key: found[key] for key in sorted(found)}

    def _slice(self, feature: int, low: float, high: float) -> slice:
        edges = self.edges[feature]
        first = int(np.searchsorted(edges, low)) + 1 if low > -OPEN else 0
        last = int(np.searchsorted(edges, high)) if high < OPEN else len(edges)
        return slice(first, last + 1)

    def bins(self, matrix: Matrix) -> Ints:
        """Return the bin of every value."""
        found = [np.searchsorted(e, matrix[:, i], side="left") for i, e in enumerate(self.edges)]
        # by column: `score` takes them one by one
        return np.array(found, dtype=np.int64).T if found else np.zeros(matrix.shape, dtype=np.int64)

    def score(self, matrix: Matrix) -> Matrix:
        """Return the score of each row in bits."""
        bins = self.bins(matrix)
        total = np.full(len(matrix), self.base)
        for key, table in self.tables.items():
            at = bins[:, key[0]] if len(key) == 1 else bins[:, key[0]] * table.shape[1] + bins[:, key[1]]
            total += table.ravel().take(at)
        return np.round(total, DIGITS)

    def expected(self) -> float:
        """The score of a row of which nothing is known: where the contributions begin."""
        return self.base + sum(self._mean(key, table) for key, table in self.tables.items())

    def _mean(self, key: tuple[int, ...], table: Matrix) -> float:
        for feature in reversed(key):
            table = table @ self.shares[feature]
        return float(table)

    def contributions(self, matrix: Matrix) -> Matrix:
        """Return what each feature adds to `expected()`: exact Shapley values against the shares, in bits."""
        bins = self.bins(matrix)
        found = np.zeros((len(matrix), len(self.names)))
        for key, table in self.tables.items():
            mean = self._mean(key, table)
            if len(key) == 1:
                found[:, key[0]] += table[bins[:, key[0]]] - mean
                continue
            one, other = key
            both = table[bins[:, one], bins[:, other]]
            by_one = (table @ self.shares[other])[bins[:, one]]
            by_other = (self.shares[one] @ table)[bins[:, other]]
            found[:, one] += (both - by_other + by_one - mean) / 2
            found[:, other] += (both - by_one + by_other - mean) / 2
        return found

    def to_data(self) -> dict[str, Any]:
        """Return the model as JSON can hold it."""
        boxes = [
            [b.bits, *(v for f, low, high in b.sides for v in (self.names[f], low, high))] for b in self.boxes
        ]
        shares = {n: np.round(s, 5).tolist() for n, s in zip(self.names, self.shares, strict=True)}
        return {"base": self.base, "shares": shares, "boxes": boxes}


def from_data(data: dict[str, Any]) -> Boxes:
    """Read a model back."""
    names = tuple(data["shares"])
    number = {name: i for i, name in enumerate(names)}
    boxes = [
        Box(row[0], tuple((number[row[i]], row[i + 1], row[i + 2]) for i in range(1, len(row), 3)))
        for row in data["boxes"]
    ]
    return Boxes(names, float(data["base"]), boxes, [np.array(s) for s in data["shares"].values()])


def from_trees(trees: Sequence[NDArray[Any]], baseline: float, names: Sequence[str], matrix: Matrix) -> Boxes:
    """Turn boosted trees (scikit-learn's node arrays, natural log odds) to boxes; `matrix` gives shares."""
    per_log2 = 1.0 / np.log(2.0)
    summed: dict[tuple[tuple[int, float, float], ...], float] = {}
    for nodes in trees:
        for sides, value in _leaves(nodes):
            summed[sides] = summed.get(sides, 0.0) + value
    base = baseline + summed.pop((), 0.0)
    boxes = [Box(round(v * per_log2, DIGITS), s) for s, v in sorted(summed.items())]
    return measured(names, round(base * per_log2, DIGITS), [b for b in boxes if b.bits], matrix)


def measured(names: Sequence[str], base: float, boxes: Sequence[Box], matrix: Matrix) -> Boxes:
    """Return boxes whose shares are those of the rows of a matrix."""
    made = Boxes(names, base, boxes)
    bins = made.bins(matrix)
    counts = [np.bincount(bins[:, i], minlength=len(e) + 1) for i, e in enumerate(made.edges)]
    return Boxes(made.names, made.base, made.boxes, [np.round(c / max(len(matrix), 1), 5) for c in counts])


def mean(one: Boxes, other: Boxes, matrix: Matrix) -> Boxes:
    """Return boxes whose score is the mean of two scores; `matrix` gives shares."""
    summed: dict[tuple[tuple[int, float, float], ...], float] = {}
    for box in (*one.boxes, *other.boxes):
        summed[box.sides] = summed.get(box.sides, 0.0) + box.bits / 2
    boxes = [Box(round(bits, DIGITS + 1), sides) for sides, bits in sorted(summed.items())]
    return measured(one.names, (one.base + other.base) / 2, [b for b in boxes if b.bits], matrix)


def _leaves(nodes: NDArray[Any]) -> list[tuple[tuple[tuple[int, float, float], ...], float]]:
    found: list[tuple[tuple[tuple[int, float, float], ...], float]] = []
    waiting: list[tuple[int, dict[int, tuple[float, float]]]] = [(0, {})]
    while waiting:
        at, limits = waiting.pop()
        node = nodes[at]
        if node["is_leaf"]:
            assert len(limits) <= 2, "a path over three features is no box of ours"
            sides = tuple((f, low, high) for f, (low, high) in sorted(limits.items()))
            found.append((sides, float(node["value"])))
            continue
        feature, cut = int(node["feature_idx"]), float(node["num_threshold"])
        low, high = limits.get(feature, (-OPEN, OPEN))
        waiting.append((int(node["right"]), {**limits, feature: (max(low, cut), high)}))
        waiting.append((int(node["left"]), {**limits, feature: (low, min(high, cut))}))
    return found
