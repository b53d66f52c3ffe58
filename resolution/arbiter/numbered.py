"""Texts as rows of numbers, one a token or character, so that numpy looks at many texts at once."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from resolution.arbiter.edits import tokens

Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
LONGEST: Final = 30  # numbers of a text; longer texts are for others to look at, one by one
_RUNS: Final = 0x110000 + 1  # behind all characters: where runs of letters or digits are numbered from
_RUN: Final = re.compile(r"[A-Z]{2,}|\d{2,}")  # what `edits.tokens` keeps together
_HOLE: Final = "\ud800"  # stands for a run; half of a surrogate pair, so that no text of a database has it


class Numbered(NamedTuple):
    """A row of LONGEST numbers for each text, 0 behind its end; and its length: a longer one has none."""

    rows: Rows
    lengths: Ints


class Words:
    """Numbers for tokens: a character's code point and 1, and runs of letters or digits as they come."""

    def __init__(self, weight: Mapping[str, float]) -> None:
        self.weight = weight
        self.runs: dict[str, int] = {}
        self.likes: dict[int, int] = {}  # the likeness of two numbers, asked once (see aligned)

    def weights(self) -> NDArray[np.float64]:
        """Return what each number weighs: as given, 1 where nothing is known of its token; 0 weighs 0."""
        found = np.ones(_RUNS + 1 + len(self.runs))
        found[0] = 0.0
        for token, value in self.weight.items():
            if len(token) == 1:
                found[ord(token) + 1] = value
            elif token in self.runs:
                found[self.runs[token]] = value
        return found

    def token(self, number: int) -> str:
        """Return the token of a number of a text read before."""
        return chr(number - 1) if number <= _RUNS else list(self.runs)[number - _RUNS - 1]

    def characters(self, texts: Sequence[str]) -> Numbered:
        """Number texts character by character."""
        return _rows(texts, _codes("".join(texts)))

    def tokens(self, texts: Sequence[str]) -> Numbered:
        """Number texts token by token."""
        runs: list[int] = []

        def hold(run: re.Match[str]) -> str:
            runs.append(self.runs.setdefault(run.group(), _RUNS + 1 + len(self.runs)))
            return _HOLE

        cut = [_RUN.sub(hold, text) if _RUN.search(text) else text for text in texts]
        codes = _codes("".join(cut))
        codes[codes == ord(_HOLE) + 1] = runs
        return _rows(cut, codes)


def _codes(text: str) -> Rows:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.int32) + np.int32(1)


def _rows(texts: Sequence[str], numbers: Rows) -> Numbered:
    """Return the numbers of texts, which stand one text after the other, row by row."""
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    if lengths.max(initial=0) > LONGEST:
        numbers = numbers[np.repeat(lengths <= LONGEST, lengths)]
    held = np.where(lengths <= LONGEST, lengths, 0)
    rows = np.zeros((len(texts), LONGEST), dtype=np.int32)
    rows[np.arange(LONGEST) < held[:, None]] = numbers
    return Numbered(rows, lengths)


def _width(texts: Numbered) -> int:
    return min(int(texts.lengths.max(initial=1)), LONGEST)


def foreign(
    one: Numbered, other: Numbered, left: Ints, right: Ints, weight: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return for pairs the weight of the numbers of one text that another does not have at all."""
    found, held_at = np.zeros(len(left)), other.rows[:, : _width(other)]
    for place in range(_width(one)):
        at = np.flatnonzero(one.lengths[left] > place)
        if not len(at):
            break
        number = one.rows[left[at], place]
        held = (held_at[right[at]] == number[:, None]).any(axis=1)
        found[at] += np.where(held, 0.0, weight[number])
    return found


def in_order(short: Numbered, full: Numbered, left: Ints, right: Ints) -> NDArray[np.bool_]:
    """Return for pairs whether a text holds the numbers of a short one in their order."""
    open_, reached = np.arange(len(left)), np.zeros(len(left), dtype=np.int64)
    places, texts = np.arange(_width(full)), full.rows[:, : _width(full)]
    for place in range(_width(short)):
        asked = open_[short.lengths[left[open_]] > place]
        if not len(asked):
            break
        found = texts[right[asked]] == short.rows[left[asked], place][:, None]
        found &= places >= reached[asked, None]
        held = found.any(axis=1)
        reached[asked] = np.where(held, found.argmax(axis=1) + 1, LONGEST + 1)
        open_ = asked[held]
    return reached <= LONGEST


def share_any(one: Numbered, other: Numbered, left: Ints, right: Ints) -> NDArray[np.bool_]:
    """Return for pairs whether two texts have any number in common."""
    found, texts = np.zeros(len(left), dtype=bool), other.rows[:, : _width(other)]
    for place in range(_width(one)):
        at = np.flatnonzero((one.lengths[left] > place) & ~found)
        found[at] = (texts[right[at]] == one.rows[left[at], place][:, None]).any(axis=1)
    return found


def bearers(texts: Sequence[str]) -> Counter[str]:
    """Return for each token in how many of the texts it stands."""
    words = Words({})
    found = words.tokens(texts)
    first = found.rows > 0
    for place in range(1, _width(found)):
        first[:, place] &= ~(found.rows[:, :place] == found.rows[:, place, None]).any(axis=1)
    counts = np.bincount(found.rows[first])
    known = Counter({words.token(n): int(counts[n]) for n in np.flatnonzero(counts).tolist()})
    for text in (t for t, n in zip(texts, found.lengths.tolist(), strict=True) if n > LONGEST):
        known.update(set(tokens(text)))
    return known
