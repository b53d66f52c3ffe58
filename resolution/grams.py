"""Names that share rare characters: TF-IDF over runs of characters, the best few for each mention."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

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


_BITS: Final = 21  # of a character's code point, and 0 for none: a run of three fits an integer


def _runs(texts: Sequence[str], shortest: int, longest: int) -> tuple[Ints, Ints]:
    """Return (row, run) of every run of a text, as often as it stands there.

    A run is a number whose order is that of the string: one character after the other, the first the highest.
    """
    assert longest <= 3
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    whole = "".join(texts).encode("utf-32-le", "surrogatepass")
    codes = np.append(np.frombuffer(whole, dtype=np.uint32).astype(np.int64) + 1, np.zeros(longest, np.int64))
    row = np.repeat(np.arange(len(texts)), lengths)
    left = np.repeat(np.cumsum(lengths), lengths) - np.arange(len(row))  # characters from here to the end
    rows, runs = [], []
    for length in range(shortest, longest + 1):
        at = np.flatnonzero(left >= length)
        rows.append(row[at])
        runs.append(sum(codes[at + i] << _BITS * (2 - i) for i in range(length)))
    return np.concatenate(rows), np.concatenate(runs)


def _once(values: Ints) -> Ints:
    """Return the distinct values, sorted; numpy's `unique` goes by a hash table, fifty times slower here."""
    found: Ints = np.sort(values)
    new: Ints = found[np.append(True, np.diff(found) != 0)[: len(found)]]
    return new


def _matrix(row: Ints, number: Ints, texts: int, weights: Floats) -> Any:  # noqa: ANN401  # scipy has no types
    """Return unit vectors, rows × runs, of the numbers of the runs in each row."""
    from scipy import sparse  # here: who has a helper do this needs none of it

    row, indices = np.divmod(_once(row * len(weights) + number), max(len(weights), 1))
    indptr = np.append(0, np.cumsum(np.bincount(row, minlength=texts))).astype(np.int32)
    data = weights[indices]
    squares = np.add.reduceat(np.append(data * data, 0.0), indptr[:-1]) * (np.diff(indptr) > 0)
    lengths = np.sqrt(np.maximum(squares, 1e-12)).astype(np.float32)
    data = (data / np.repeat(lengths, np.diff(indptr))).astype(np.float32)
    return sparse.csr_matrix((data, indices.astype(np.int32), indptr), shape=(texts, len(weights)))


class Listed(NamedTuple):
    """The right side alone, to be asked again and again: its runs, what each weighs, and its vectors."""

    runs: Ints  # sorted
    numbers: Ints  # of the runs
    weights: Floats  # by number
    matrix: Any  # scipy CSR, rows × runs
    rare: NDArray[np.bool_]
    unheard: np.float32  # what a run weighs that no name on the right holds
    shortest: int
    longest: int


def listed(right: Sequence[str], shortest: int, longest: int) -> Listed:
    """Return unit TF-IDF vectors; a run weighs log2((names + 1) / names on the right that hold it)."""
    row, run = _runs(right, shortest, longest)
    runs, at = np.unique(run, return_inverse=True)
    first = np.full(len(runs), len(right))
    np.minimum.at(first, at, row)
    numbers = np.empty(len(runs), dtype=np.int64)
    numbers[np.argsort(first, kind="stable")] = np.arange(len(runs))  # row by row as they first occur
    held = _once(row * len(runs) + at) % max(len(runs), 1)
    count = np.zeros(len(runs), dtype=np.int64)
    count[numbers] = np.bincount(held, minlength=len(runs))
    whole = math.log2(len(right) + 1)
    weights = (whole - np.log2(np.maximum(count, 1)) + 0.1).astype(np.float32)
    rare = count <= max(COMMON_LEAST, int(COMMON_SHARE * len(right)))
    matrix = _matrix(row, numbers[at], len(right), weights)
    return Listed(runs, numbers, weights, matrix, rare, np.float32(whole + 0.1), shortest, longest)


def ask(right: Listed, left: Sequence[str]) -> Any:  # noqa: ANN401  # scipy has no types
    """Return the left side's unit vectors over the right's runs; others only lengthen a vector."""
    row, run = _runs(left, right.shortest, right.longest)
    at = np.searchsorted(right.runs, run)
    known = np.append(right.runs, -1)[at] == run
    more, other = np.unique(run[~known], return_inverse=True)
    number = np.empty(len(run), dtype=np.int64)
    number[known] = right.numbers[at[known]]
    number[~known] = len(right.runs) + other
    unheard = np.full(len(more), right.unheard, dtype=np.float32)
    return _matrix(row, number, len(left), np.concatenate([right.weights, unheard]))[:, : len(right.runs)]


def vectors(left: Sequence[str], right: Sequence[str], shortest: int, longest: int) -> Grams:
    """Return unit TF-IDF vectors of both sides over the right's runs."""
    base = listed(right, shortest, longest)
    return Grams(ask(base, left), base.matrix, base.rare)


def searchable(grams: Grams) -> Any:  # noqa: ANN401  # scipy has no types
    """Return the right side's rare runs, runs × rows: what `nearest` multiplies by."""
    from scipy import sparse

    return (grams.right @ sparse.diags(grams.rare.astype(np.float32))).T.tocsr()


def nearest(grams: Grams, best: int, columns: Any = None) -> tuple[Ints, Ints]:  # noqa: ANN401
    """Return pairs (left row, right row): the `best` of each left row; of equals the first on the right.

    `columns` is `searchable(grams)`, given by who asks the same right side again.
    """
    columns = searchable(grams) if columns is None else columns
    counts: list[int] = []
    rights: list[NDArray[Any]] = []
    for start in range(0, grams.left.shape[0], CHUNK):
        product = (grams.left[start : start + CHUNK] @ columns).tocsr()
        for low, high in pairwise(product.indptr.tolist()):
            found, score = product.indices[low:high], product.data[low:high]
            if len(found) > best:
                least = np.partition(score, len(score) - best)[len(score) - best]
                near = np.flatnonzero(score >= least)
                near = near[np.lexsort((found[near], -score[near]))[:best]]
                found = found[near]
            counts.append(len(found))
            rights.append(found)
    lefts: Ints = np.repeat(np.arange(len(counts)), np.array(counts, dtype=np.int64))
    return lefts, np.concatenate(rights or [lefts]).astype(np.int64)


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
