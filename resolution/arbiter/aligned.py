"""The edits of many pairs of token sequences at once: as `edits.compare`, one numpy row a pair."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from resolution.arbiter.edits import DOUBLED, DOUBT, MOVED, Edits, compare, tokens, total
from resolution.arbiter.likeness import Likeness, likeness
from resolution.arbiter.numbered import LONGEST, Words

Matrix = NDArray[np.float64]
Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
Flags = NDArray[np.bool_]
# Pairs are compared together by the longer of their two texts, so that short ones need no room for long ones.
LENGTHS: Final = (6, 9, 12, 18, LONGEST)
MANY: Final = 20_000  # pairs at a time


def compare_all(
    mentions: Sequence[str], registered: Sequence[str], left: Ints, right: Ints, words: Words
) -> Matrix:
    """Return the fields of `Edits` for pairs of texts, told by their numbers in the two sequences."""
    one, other = words.tokens(mentions), words.tokens(registered)
    weight, alike = words.weights(), _Alike(words)
    whole = _added(other.rows.T, weight, len(registered))
    found = np.zeros((len(left), len(Edits._fields)))
    longer = np.maximum(one.lengths[left], other.lengths[right])
    for low, high in zip((-1, *LENGTHS[:-1]), LENGTHS, strict=True):
        at = np.flatnonzero((longer > low) & (longer <= high))
        for part in np.array_split(at, -(-len(at) // MANY)) if len(at) else ():
            pairs = _Pairs(
                one.rows[left[part], :high], other.rows[right[part], :high], one.lengths[left[part]],
                other.lengths[right[part]],
            )  # fmt: skip
            found[part] = _edits(pairs, whole[right[part]], weight, alike)
    for row in np.flatnonzero(longer > LONGEST).tolist():
        text = tokens(registered[right[row]])
        found[row] = compare(tokens(mentions[left[row]]), text, words.weight, total(text, words.weight))
    return found


class _Pairs(NamedTuple):
    """Pairs of rows of one width, and how many tokens each has."""

    mention: Rows
    registry: Rows
    of_mention: Ints
    of_registry: Ints

    @property
    def width(self) -> int:
        """The tokens that there is room for."""
        return int(self.mention.shape[1])


class _Step(NamedTuple):
    """One step of every alignment: which pairs insert, delete or replace a token, and where."""

    insert: Flags
    delete: Flags
    replace: Flags
    at: Ints  # in the mention
    to: Ints  # in the registered name


def _ends(pairs: _Pairs) -> tuple[Ints, Ints]:
    """Return how many tokens both have in common at the start, and behind that at the end."""
    short = np.minimum(pairs.of_mention, pairs.of_registry)
    places = np.arange(pairs.width)
    same = (pairs.mention == pairs.registry) & (places < short[:, None])
    first = np.logical_and.accumulate(same, axis=1).sum(axis=1)
    from_end = _take(pairs.mention, pairs.of_mention[:, None] - 1 - places)
    from_end_too = _take(pairs.registry, pairs.of_registry[:, None] - 1 - places)
    same = (from_end == from_end_too) & (places < (short - first)[:, None])
    return first, np.logical_and.accumulate(same, axis=1).sum(axis=1)


def _take(rows: Rows, at: Ints) -> Rows:
    """Return the tokens at some places of each row; places outside give any."""
    return np.take_along_axis(rows, np.clip(at, 0, rows.shape[1] - 1), axis=1)


def _steps(pairs: _Pairs) -> list[_Step]:
    """Return the steps of each alignment in their order: those of rapidfuzz, which `compare` asks.

    Levenshtein's table without common starts and ends is read from its end: at each place a token that only
    the mention has goes first, then one that only the registered name has.
    """
    first, last = _ends(pairs)
    row, column = pairs.of_mention - first - last, pairs.of_registry - first - last
    one = np.ascontiguousarray(_take(pairs.mention, first[:, None] + np.arange(row.max(initial=0))).T)
    other = np.ascontiguousarray(_take(pairs.registry, first[:, None] + np.arange(column.max(initial=0))).T)
    table, width, count = _table(one, other).ravel(), len(other) + 1, len(first)
    here, steps = np.arange(count), []
    while (left := (row > 0) | (column > 0)).any():
        at = (row * width + column) * count + here
        inside = (row > 0) & (column > 0)
        lost = table[at] - table[at - np.where(row > 0, width * count, 0)]
        delete = (row > 0) & ((column == 0) | (lost == 1))
        at -= np.where(column > 0, count, 0)
        lost = table[at] - table[at - np.where(row > 0, width * count, 0)]
        insert = left & ~delete & ((row == 0) | ((column > 1) & (lost == -1)))
        both = inside & ~delete & ~insert
        row = row - (delete | both)
        column = column - (insert | both)
        steps.append(_Step(insert, delete, both, first + row, first + column))
    return steps[::-1]


def _table(one: Rows, other: Rows) -> NDArray[np.int8]:
    """Return Levenshtein's distances of all beginnings: mention × registered name × pair."""
    count = one.shape[1] if one.size else other.shape[1]
    table = np.empty((len(one) + 1, len(other) + 1, count), dtype=np.int8)
    table[:, 0] = np.arange(len(one) + 1)[:, None]
    table[0] = np.arange(len(other) + 1)[:, None]
    for i, token in enumerate(one):
        for j, against in enumerate(other):
            least = np.minimum(table[i, j + 1], table[i + 1, j]) + np.int8(1)
            table[i + 1, j + 1] = np.minimum(least, table[i, j] + (token != against))
    return table


class _Found(NamedTuple):
    """What the steps of many alignments say: by step the tokens without a counterpart, or 0; and counts."""

    lost: list[Rows]  # of the registered name
    more: list[Rows]  # of the mention
    doubled: Ints
    first_lost: Ints  # the place in the mention at which the registered name first has another token


def _classed(pairs: _Pairs, alike: "_Alike", weight: Matrix) -> tuple[_Found, Matrix, Matrix]:
    """Return what the steps say, the replaced tokens counted by likeness, and what these weigh."""
    count = len(pairs.of_mention)
    here, steps = np.arange(count), _steps(pairs)
    by_class, slip = np.zeros((Likeness.NONE, count)), np.zeros(count)
    found = _Found([], [], np.zeros(count, dtype=np.int64), pairs.of_registry.copy())
    last = pairs.width - 1
    ones = [np.where(s.insert, 0, pairs.mention[here, np.minimum(s.at, last)]) for s in steps]
    others = [np.where(s.delete, 0, pairs.registry[here, np.minimum(s.to, last)]) for s in steps]
    asked = [s.replace & (a != b) for s, a, b in zip(steps, ones, others, strict=True)]
    likes = alike.ask(ones, others, asked)
    for step, one, other, like in zip(steps, ones, others, likes, strict=True):
        np.minimum(found.first_lost, step.at, out=found.first_lost, where=step.insert)
        found.first_lost[step.delete | (like >= 0)] = 0
        again = _repeats(pairs.registry, step.to, step.insert) | _repeats(pairs.mention, step.at, step.delete)
        found.doubled[again] += 1
        for kind, doubt in enumerate(DOUBT[: Likeness.NONE]):
            of_kind = like == kind
            by_class[kind] += of_kind
            slip += np.where(of_kind, doubt * weight[other], 0.0)
        unexplained = (like == Likeness.NONE) | ((step.insert | step.delete) & ~again)
        found.lost.append(np.where(unexplained, other, 0))
        found.more.append(np.where(unexplained, one, 0))
    return found, by_class, slip


def _edits(pairs: _Pairs, whole: Matrix, weight: Matrix, alike: "_Alike") -> Matrix:
    """Return the fields of `Edits` of pairs; `whole` is the weight of the registered texts."""
    found, by_class, slip = _classed(pairs, alike, weight)
    moved, slip = _moved(found, slip, weight)
    count = len(whole)
    missing, extra = _added(found.lost, weight, count), _added(found.more, weight, count)
    slip += DOUBLED * found.doubled
    lost, more = _counted(found.lost, count), _counted(found.more, count)
    swapped = np.minimum(lost, more)
    same = _same(pairs)
    shared = np.where(same, whole, np.maximum(whole - missing - slip, 0.0))
    head = np.where(same, pairs.of_registry > 0, pairs.mention[:, 0] == pairs.registry[:, 0])
    kept = (more == 0) & (moved == 0) & ~by_class.any(axis=0) & (found.first_lost >= pairs.of_mention)
    return np.column_stack(
        [*by_class, swapped, lost - swapped, more - swapped, found.doubled, moved,
         missing, extra, slip, shared, head, kept & ~same]
    )  # fmt: skip


def _same(pairs: _Pairs) -> Flags:
    alike: Flags = (pairs.mention == pairs.registry).all(axis=1)
    return alike


def _repeats(rows: Rows, at: Ints, asked: Flags) -> Flags:
    """Whether a neighbour of the token at a place is the same token, for the pairs asked."""
    found = np.zeros(len(rows), dtype=bool)
    here = np.flatnonzero(asked)
    at = at[here]
    token = rows[here, at]
    before = (at > 0) & (rows[here, np.maximum(at - 1, 0)] == token)
    behind = (at + 1 < rows.shape[1]) & (rows[here, np.minimum(at + 1, rows.shape[1] - 1)] == token)
    found[here] = before | behind
    return found


class _Alike:
    """The likeness of tokens by their numbers; every two tokens are looked at once."""

    def __init__(self, words: Words) -> None:
        self.words, self.known = words, words.likes

    def ask(self, ones: Sequence[Rows], others: Sequence[Rows], asked: Sequence[Flags]) -> list[Ints]:
        """Return for each step the likeness of its two tokens where it is asked for, else -1."""
        held = [a[n].astype(np.int64) << 32 | b[n] for a, b, n in zip(ones, others, asked, strict=True)]
        both, back = np.unique(np.concatenate(held or [np.zeros(0, dtype=np.int64)]), return_inverse=True)
        likes = np.array([self._of(pair) for pair in both.tolist()], dtype=np.int64)[back]
        found = []
        for part, wanted in zip(np.split(likes, np.cumsum([len(h) for h in held])), asked, strict=False):
            like = np.full(len(wanted), -1, dtype=np.int64)
            like[wanted] = part
            found.append(like)
        return found

    def _of(self, pair: int) -> int:
        known = self.known.get(pair)
        if known is None:
            known = likeness(self.words.token(pair >> 32), self.words.token(pair & 0xFFFFFFFF))
            self.known[pair] = known
        return known


def _moved(found: _Found, slip: Matrix, weight: Matrix) -> tuple[Ints, Matrix]:
    """Take out of both what stands in both, token by token in the mention's order; count and weigh it."""
    moved = np.zeros(len(slip), dtype=np.int64)
    for mine in found.more:
        for theirs in found.lost:
            both = np.flatnonzero((mine == theirs) & (mine > 0))
            if len(both):
                moved[both] += 1
                slip[both] += MOVED * weight[mine[both]]
                mine[both] = theirs[both] = 0
    return moved, slip


def _added(columns: Iterable[Rows], weight: Matrix, count: int) -> Matrix:
    """Return the weight of tokens, one after the other: sums of floats hang on their order."""
    whole = np.zeros(count)
    for column in columns:
        whole += weight[column]
    return whole


def _counted(columns: Iterable[Rows], count: int) -> Ints:
    found = np.zeros(count, dtype=np.int64)
    for column in columns:
        found += column > 0
    return found
