"""What relates the parts of two records, for many pairs at once: every two values are looked at once."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from resolution.arbiter.pairs import Record

Matrix = NDArray[np.float64]
Ints = NDArray[np.int64]


def _as_it_is(value: Any) -> Any:  # noqa: ANN401  # a text, or a tuple of several
    return value


def _numbered(values: Sequence[Hashable], known: dict[Hashable, int]) -> Ints:
    """Number values in the order in which they first occur."""
    return np.array([known.setdefault(v, len(known)) for v in values], dtype=np.int64)


class Sides(NamedTuple):
    """The records of both sides, and the two records' numbers for each pair."""

    mentions: Sequence[Record]
    registered: Sequence[Record]
    mention: Ints
    registry: Ints

    def some(self, rows: Ints) -> "Sides":
        """Return some of the pairs."""
        return self._replace(mention=self.mention[rows], registry=self.registry[rows])

    def records(self) -> Iterator[tuple[int, int, Record, Record]]:
        """Yield for each pair the two records' numbers and the records."""
        for m, r in zip(self.mention.tolist(), self.registry.tolist(), strict=True):
            yield m, r, self.mentions[m], self.registered[r]

    def texts(self, part: str) -> tuple[list[str], list[str]]:
        """Return a part of each record of both sides."""
        take = attrgetter(part)
        return list(map(take, self.mentions)), list(map(take, self.registered))

    def relate(
        self,
        relation: Callable[[Any, Any], float],
        part: str,
        *more: str,
        other: str = "",
    ) -> Matrix:
        """Return for each pair the number that a relation says of a part's two values.

        With `more` parts a value is a tuple of them; `other` is the registry's part where it is not the
        mention's.
        """
        both, back = self.ask(attrgetter(part, *more), attrgetter(other or part, *more))
        found: Matrix = np.array([relation(a, b) for a, b in both], dtype=np.float64)[back]
        return found

    def ask(
        self,
        of_mention: Callable[[Record], Hashable],
        of_registry: Callable[[Record], Hashable],
        read: Callable[[Any], Any] = _as_it_is,
    ) -> tuple[list[tuple[Any, Any]], Ints]:
        """Return every two values that some pairs have, and for each pair the number of its two.

        `read` turns a value into what is wanted of it.
        """
        one: dict[Hashable, int] = {}
        two: dict[Hashable, int] = {}
        left = _numbered(list(map(of_mention, self.mentions)), one)
        right = _numbered(list(map(of_registry, self.registered)), two)
        asked, back = np.unique(left[self.mention] * len(two) + right[self.registry], return_inverse=True)
        ones, twos = list(map(read, one)), list(map(read, two))
        at = zip((asked // len(twos)).tolist(), (asked % len(twos)).tolist(), strict=True)
        return [(ones[a], twos[b]) for a, b in at], back

    def _numbers(self, part: str) -> tuple[Ints, Ints]:
        known: dict[Hashable, int] = {"": 0}
        take = attrgetter(part)
        left = _numbered(list(map(take, self.mentions)), known)
        return left[self.mention], _numbered(list(map(take, self.registered)), known)[self.registry]

    def agree(self, part: str) -> Matrix:
        """Return 1 where both say the same, -1 where they differ, 0 where one says nothing."""
        left, right = self._numbers(part)
        return np.where((left == 0) | (right == 0), 0.0, np.where(left == right, 1.0, -1.0))

    def equal(self, part: str) -> Matrix:
        """Return 1 where both sides are the same text, empty or not."""
        left, right = self._numbers(part)
        same: Matrix = (left == right).astype(np.float64)
        return same

    def of_mention(self, value: Callable[[Record], float]) -> Matrix:
        """Return a value of the mention's record for each pair."""
        return np.array([value(m) for m in self.mentions], dtype=np.float64)[self.mention]

    def of_registry(self, value: Callable[[Record], float]) -> Matrix:
        """Return a value of the registered record for each pair."""
        return np.array([value(r) for r in self.registered], dtype=np.float64)[self.registry]
