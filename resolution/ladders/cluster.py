"""Joining groups by weighted pairs: the best first, never against a veto, never where two candidates tie."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple


class Pair(NamedTuple):
    """Two groups, by number, and the bits that speak for their being one."""

    weight: float
    a: int
    b: int


class Verdict(NamedTuple):
    """What became of a group: its cluster, and the pair that decided."""

    cluster: int  # the smallest number in the cluster
    weight: float | None  # of the pair that joined it, None where it stands alone
    margin: float | None  # over the best pair outside its cluster
    review: int | None  # the cluster it may belong to, where a person must look
    runner_up: int | None  # the second such cluster


def joined(size: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """Return for each of `size` things the smallest number of its connected component."""
    parent = list(range(size))

    def find(x: int) -> int:
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    for a, b in pairs:
        low, high = sorted((find(a), find(b)))
        parent[high] = low
    return [find(i) for i in range(size)]


def blocked(keys: Iterable[Iterable[str]], standing: Sequence[float], limit: int) -> list[tuple[int, int]]:
    """Return the pairs of groups that share a key, sorted; `keys` gives the keys of each group in turn.

    Where more than `limit` groups share a key, each is paired with the `limit` of highest standing only.
    """
    blocks: dict[str, list[int]] = {}
    for i, own in enumerate(keys):
        for key in dict.fromkeys(own):
            blocks.setdefault(key, []).append(i)
    seen: set[tuple[int, int]] = set()
    for members in blocks.values():
        heads = sorted(members, key=lambda m: (-standing[m], m))[:limit]
        seen.update((min(x, y), max(x, y)) for x in heads for y in members if x != y)
    return sorted(seen)


class _Clusters:
    """Clusters that grow; a veto between any two members keeps them apart."""

    def __init__(self, size: int, veto: Callable[[int, int], bool]) -> None:
        self.of = list(range(size))
        self.members = {i: [i] for i in range(size)}
        self.veto = veto

    def may_join(self, a: int, b: int) -> bool:
        return not any(self.veto(x, y) for x in self.members[a] for y in self.members[b])

    def join(self, a: int, b: int) -> None:
        low, high = sorted((a, b))
        for member in self.members.pop(high):
            self.of[member] = low
            self.members[low].append(member)


def _rivals(own: Sequence[Pair], me: int, mine: _Clusters, best: Pair, margin: float) -> bool:
    """Whether another group is nearly as good for `me`, and cannot be the same as the best one."""
    other = best.b if best.a == me else best.a
    for pair in own:
        third = pair.b if pair.a == me else pair.a
        if best.weight - pair.weight >= margin or third in (me, other):
            continue
        if mine.of[third] not in (mine.of[other], mine.of[me]) and not mine.may_join(
            mine.of[third], mine.of[other]
        ):
            return True
    return False


def cluster(
    size: int,
    pairs: Iterable[Pair],
    veto: Callable[[int, int], bool],
    match: float,
    margin: float,
    review: float,
    standing: Sequence[float],
) -> list[Verdict]:
    """Join groups by pairs of `match` bits or more, unless a rival within `margin` bits or a veto forbids.

    Groups must be numbered by content, so that the order of loading never matters. A group left alone
    with a pair of
    at least `review` bits waits for a person; of two such groups the lesser one does (`standing`, such
    as the number of mentions).
    """
    ranked = sorted(pairs, key=lambda p: (-p.weight, p.a, p.b))
    near: dict[int, list[Pair]] = {}
    for pair in ranked:
        near.setdefault(pair.a, []).append(pair)
        near.setdefault(pair.b, []).append(pair)
    mine = _Clusters(size, veto)
    by: dict[int, float] = {}
    for pair in ranked:
        if pair.weight < match:
            break
        a, b = mine.of[pair.a], mine.of[pair.b]
        if a == b or not mine.may_join(a, b):
            continue
        if any(_rivals(near[x], x, mine, pair, margin) for x in (pair.a, pair.b)):
            continue
        mine.join(a, b)
        for x in (pair.a, pair.b):
            by.setdefault(x, pair.weight)
    total = {c: sum(standing[m] for m in members) for c, members in mine.members.items()}
    return [_verdict(i, mine, near.get(i, []), by.get(i), review, total) for i in range(size)]


def _outside(i: int, mine: _Clusters, own: Sequence[Pair]) -> list[tuple[float, int]]:
    """Return the other clusters that pairs of `i` lead to, the best first."""
    found: dict[int, float] = {}
    for pair in own:
        there = mine.of[pair.b if pair.a == i else pair.a]
        if there != mine.of[i]:
            found.setdefault(there, pair.weight)
    return [(w, c) for c, w in found.items()]


def _verdict(
    i: int, mine: _Clusters, own: Sequence[Pair], weight: float | None, review: float, total: dict[int, float]
) -> Verdict:
    here, outside = mine.of[i], _outside(i, mine, own)
    margin = weight - outside[0][0] if weight is not None and outside else None
    if len(mine.members[here]) > 1:
        return Verdict(here, weight, margin, None, None)
    greater = [(w, c) for w, c in outside if w >= review and (total[c], -c) > (total[here], -here)]
    if not greater:
        return Verdict(here, weight, margin, None, None)
    return Verdict(here, greater[0][0], None, greater[0][1], greater[1][1] if len(greater) > 1 else None)
