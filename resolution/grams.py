"""Names that share rare characters: TF-IDF over runs of characters, the best few for each mention."""

import math
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

CHUNK: Final = 512  # mentions at a time: a chunk's products stay in cache
COMMON_SHARE: Final = 0.02  # a run that more names share than this finds nobody; but see COMMON_LEAST
COMMON_LEAST: Final = 60


class Grams(NamedTuple):
    """Unit vectors of two lists over one vocabulary, and which of its runs are too common to search by."""

    left: Any  # scipy CSR, rows × runs
    right: Any
    rare: NDArray[np.bool_]


def _runs(text: str, shortest: int, longest: int) -> set[str]:
    return {text[i : i + n] for n in range(shortest, longest + 1) for i in range(len(text) - n + 1)}


def _matrix(rows: Sequence[list[int]], weights: Floats) -> Any:  # noqa: ANN401  # scipy has no types
    indptr = np.concatenate([[0], np.cumsum([len(r) for r in rows])]).astype(np.int32)
    indices = np.fromiter((i for r in rows for i in r), dtype=np.int32, count=int(indptr[-1]))
    data = weights[indices]
    squares = np.add.reduceat(np.append(data * data, 0.0), indptr[:-1]) * (np.diff(indptr) > 0)
    lengths = np.sqrt(np.maximum(squares, 1e-12)).astype(np.float32)
    data = (data / np.repeat(lengths, np.diff(indptr))).astype(np.float32)
    return sparse.csr_matrix((data, indices, indptr), shape=(len(rows), len(weights)))


class Listed(NamedTuple):
    """The right side alone, to be asked again and again: its runs, what each weighs, and its vectors."""

    vocabulary: dict[str, int]
    weights: Floats
    matrix: Any  # scipy CSR, rows × runs
    rare: NDArray[np.bool_]
    unheard: np.float32  # what a run weighs that no name on the right holds
    shortest: int
    longest: int


def listed(right: Sequence[str], shortest: int, longest: int) -> Listed:
    """Return unit TF-IDF vectors; a run weighs log2((names + 1) / names on the right that hold it)."""
    vocabulary: dict[str, int] = {}
    rows = [
        sorted(vocabulary.setdefault(g, len(vocabulary)) for g in sorted(_runs(t, shortest, longest)))
        for t in right
    ]
    count = np.zeros(len(vocabulary), dtype=np.int64)
    np.add.at(count, np.fromiter((i for r in rows for i in r), dtype=np.int64), 1)
    whole = math.log2(len(right) + 1)
    weights = (whole - np.log2(np.maximum(count, 1)) + 0.1).astype(np.float32)
    rare = count <= max(COMMON_LEAST, int(COMMON_SHARE * len(right)))
    return Listed(
        vocabulary, weights, _matrix(rows, weights), rare, np.float32(whole + 0.1), shortest, longest
    )


def ask(right: Listed, left: Sequence[str]) -> Any:  # noqa: ANN401  # scipy has no types
    """Return the left side's unit vectors over the right's runs; others only lengthen a vector."""
    known, more = right.vocabulary, dict[str, int]()
    rows = []
    for text in left:
        runs = sorted(_runs(text, right.shortest, right.longest))
        rows.append(
            sorted(known[g] if g in known else len(known) + more.setdefault(g, len(more)) for g in runs)
        )
    unheard = np.full(len(more), right.unheard, dtype=np.float32)
    return _matrix(rows, np.concatenate([right.weights, unheard]))[:, : len(known)]


def vectors(left: Sequence[str], right: Sequence[str], shortest: int, longest: int) -> Grams:
    """Return unit TF-IDF vectors of both sides over the right's runs."""
    base = listed(right, shortest, longest)
    return Grams(ask(base, left), base.matrix, base.rare)


def searchable(grams: Grams) -> Any:  # noqa: ANN401  # scipy has no types
    """Return the right side's rare runs, runs × rows: what `nearest` multiplies by."""
    return (grams.right @ sparse.diags(grams.rare.astype(np.float32))).T.tocsr()


def nearest(grams: Grams, best: int, columns: Any = None) -> tuple[Ints, Ints]:  # noqa: ANN401
    """Return pairs (left row, right row): the `best` of each left row; of equals the first on the right.

    `columns` is `searchable(grams)`, given by who asks the same right side again.
    """
    columns = searchable(grams) if columns is None else columns
    lefts: list[NDArray[Any]] = []
    rights: list[NDArray[Any]] = []
    for start in range(0, grams.left.shape[0], CHUNK):
        product = (grams.left[start : start + CHUNK] @ columns).tocsr()
        for row in range(product.shape[0]):
            low, high = product.indptr[row], product.indptr[row + 1]
            found, score = product.indices[low:high], product.data[low:high]
            if len(found) > best:
                least = np.partition(score, len(score) - best)[len(score) - best]
                near = np.flatnonzero(score >= least)
                near = near[np.lexsort((found[near], -score[near]))[:best]]
                found = found[near]
            lefts.append(np.full(len(found), start + row, dtype=np.int64))
            rights.append(found.astype(np.int64))
    if not lefts:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    return np.concatenate(lefts), np.concatenate(rights)


def cosines(grams: Grams, left: Ints, right: Ints) -> Floats:
    """Return the cosine of each pair of rows, to four digits."""
    found = [
        np.asarray(
            grams.left[left[i : i + 100_000]].multiply(grams.right[right[i : i + 100_000]]).sum(axis=1)
        ).ravel()
        for i in range(0, len(left), 100_000)
    ]
    whole = np.concatenate(found) if found else np.zeros(0, dtype=np.float32)
    return np.round(whole, 4).astype(np.float32)
