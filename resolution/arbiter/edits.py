"""What separates two texts, edit by edit: which edits have a reason, how telling the characters are."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple, cast

from rapidfuzz.distance import Levenshtein

from resolution.arbiter.likeness import Likeness, likeness

_TOKENS: Final = re.compile(r"[A-Z]{2,}|\d+|.", re.DOTALL)
# How much of a character's weight is still missing when another of that likeness stands in its place.
DOUBT: Final = (0.15, 0.3, 0.35, 0.6, 1.0)
MOVED: Final = 0.15
DOUBLED: Final = 0.05


class Edits(NamedTuple):
    """Counts of edits by class and the weights (0 to 1 a character, 1 the rarest) of what differs."""

    sound: int
    near: int
    looks: int
    component: int
    unexplained: int  # another character without a reason
    dropped: int  # of the registered name, not in the mention
    added: int
    doubled: int
    moved: int
    missing: float  # weight of the registered name's characters that the mention lacks
    extra: float  # weight of the mention's characters that the registered name lacks
    slip: float  # weight of the registered characters that a likeness explains
    shared: float  # weight of the characters that both have
    head: bool  # the first characters agree
    tail_only: bool  # nothing differs but what the mention leaves out behind its end

    @property
    def cost(self) -> float:
        """One number for all that differs."""
        return self.missing + self.extra + self.slip


SAME: Final = Edits(0, 0, 0, 0, 0, 0, 0, 0, 0, 0.0, 0.0, 0.0, 0.0, True, False)


def tokens(text: str) -> tuple[str, ...]:
    """Cut a text into characters, runs of letters and runs of digits."""
    return tuple(_TOKENS.findall(text))


def compare(
    mention: tuple[str, ...], registry: tuple[str, ...], weight: Mapping[str, float], whole: float
) -> Edits:
    """Compare two token sequences; a token that no registered name has weighs 1.

    `whole` is the weight of the registered sequence.
    """
    if mention == registry:
        return SAME._replace(shared=whole, head=bool(registry))
    by_class = [0, 0, 0, 0, 0]
    slip = 0.0
    doubled = 0
    lost: list[str] = []  # registered tokens without a counterpart, and the mention's
    more: list[str] = []
    first_lost = len(registry)
    steps = cast(list[tuple[str, int, int]], Levenshtein.editops(mention, registry).as_list())
    for kind, at, to in steps:
        if kind == "insert":
            other = registry[to]
            if at < first_lost:
                first_lost = at
            if _repeats(registry, to):
                doubled += 1
            else:
                lost.append(other)
            continue
        one, first_lost = mention[at], 0
        if kind == "delete":
            if _repeats(mention, at):
                doubled += 1
            else:
                more.append(one)
            continue
        other = registry[to]
        like = likeness(one, other)
        if like == Likeness.NONE:
            lost.append(other)
            more.append(one)
        else:
            by_class[like] += 1
            slip += DOUBT[like] * weight.get(other, 1.0)
    moved = 0
    for token in list(more) if lost else ():
        if token in lost:
            lost.remove(token)
            more.remove(token)
            moved += 1
            slip += MOVED * weight.get(token, 1.0)
    missing, extra = total(lost, weight), total(more, weight)
    slip += DOUBLED * doubled
    swapped = min(len(lost), len(more))
    return Edits(
        by_class[0], by_class[1], by_class[2], by_class[3],
        swapped, len(lost) - swapped, len(more) - swapped, doubled, moved,
        missing, extra, slip, max(whole - missing - slip, 0.0), mention[:1] == registry[:1],
        not more and not moved and not any(by_class) and first_lost >= len(mention),
    )  # fmt: skip


def compare_all(
    weight: Mapping[str, float], pairs: Sequence[tuple[tuple[str, ...], tuple[str, ...], float]]
) -> list[tuple[float, ...]]:
    """Return the fields of `Edits` for many pairs: the mention's tokens, the registry's and their weight."""
    return [tuple(compare(mention, registry, weight, whole)) for mention, registry, whole in pairs]


def _repeats(text: tuple[str, ...], at: int) -> bool:
    """Whether a neighbour is the same token."""
    token = text[at]
    return (at > 0 and text[at - 1] == token) or (at + 1 < len(text) and text[at + 1] == token)


def total(found: Iterable[str], weight: Mapping[str, float]) -> float:
    """Return the weight of tokens."""
    whole = 0.0
    for token in found:
        whole += weight.get(token, 1.0)
    return whole
