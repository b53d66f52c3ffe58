"""Names that are likely one, by their texts alone: found and measured by row numbers, as a helper can."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from resolution import subsequence
from resolution.grams import Floats, Grams, Ints, ask, cosines, listed, nearest

CORE_BEST: Final = 10
NAME_BEST: Final = 5

Shorts = Sequence[tuple[int, str]]  # row of a mention and its name


class Texts(NamedTuple):
    """The texts of one side, row by row."""

    core: Sequence[str]
    norm: Sequence[str]


class Found(NamedTuple):
    """Pairs as rows of mentions and rows of registry names, by what they share."""

    core: tuple[Ints, Ints]
    name: tuple[Ints, Ints]
    short: tuple[list[int], list[int]]


class Likely:
    """A registry's names, ready to be asked who is like a mention."""

    def __init__(self, registry: Texts) -> None:
        self.core, self.name = listed(registry.core, 1, 2), listed(registry.norm, 2, 3)
        self.index = subsequence.Index(registry.norm)
        self.grams: tuple[Grams, ...] = ()

    def find(self, mentions: Texts, shorts: Shorts) -> Found:
        """Return the pairs that share rare characters, and the names that hold a short one."""
        core = Grams(ask(self.core, mentions.core), self.core.matrix, self.core.rare)
        name = Grams(ask(self.name, mentions.norm), self.name.matrix, self.name.rare)
        self.grams = core, name
        held = [(row, found) for row, short in shorts for found in self.index.find(short)]
        return Found(
            nearest(core, CORE_BEST), nearest(name, NAME_BEST), ([a for a, _ in held], [b for _, b in held])
        )

    def cosines(self, left: Ints, right: Ints) -> tuple[Floats, Floats]:
        """Return the cosines of the cores and of the names of pairs, after `find`."""
        core, name = self.grams
        return cosines(core, left, right), cosines(name, left, right)


_HELD: Final[dict[int, Likely]] = {}  # in the helper: the registry that was told last, by its number


def hold(told: Sequence[tuple[int, Texts]]) -> list[bool]:
    """Keep a registry's names under a number, instead of any other."""
    _HELD.clear()
    _HELD.update({number: Likely(registry) for number, registry in told})
    return [True]


def find(asked: Sequence[tuple[int, Texts, Shorts]]) -> list[Found]:
    """Ask the registry of a number; KeyError where another one is held."""
    return [_HELD[number].find(mentions, shorts) for number, mentions, shorts in asked]


def measure(asked: Sequence[tuple[int, Ints, Ints]]) -> list[tuple[Floats, Floats]]:
    """Measure pairs by the registry of a number; KeyError where another one is held."""
    return [_HELD[number].cosines(left, right) for number, left, right in asked]


def drop(numbers: Sequence[int]) -> list[Any]:
    """Forget registries."""
    return [_HELD.pop(number, None) and None for number in numbers]
