"""What stewards' decisions together demand: closed over chains of links, with every contradiction named."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from core.ids import digest
from store.judgements import Verdict

MENTION: Final = "m1_"
TWO_TARGETS: Final = "two_targets"  # one mention, or mentions said to be the same, put into two entities
BOTH_WAYS: Final = "both_ways"  # a chain of links joins what somebody said is not the same
TWO_ENTITIES: Final = "two_entities"  # entities said to be the same, and said to be different


class Bond(NamedTuple):
    """One decision in force; either side is a mention or an entity."""

    left: str
    right: str
    verdict: str
    number: int = 0


class Contradiction(NamedTuple):
    """Decisions that cannot all hold: the things they speak of, and their numbers."""

    kind: str
    things: tuple[str, ...]
    numbers: tuple[int, ...]


class Constraints(NamedTuple):
    """What must hold, each list sorted; what a contradiction touches binds nobody and waits for a person."""

    must: list[tuple[str, str]]  # mention, entity
    cannot: list[tuple[str, str]]  # mention, entity
    alone: list[str]  # mentions taken out of an entity: no other is to be guessed for them
    together: list[tuple[str, str]]  # mention, group: mentions said to be the same
    apart: list[tuple[str, str]]  # mention, mention
    merged: list[tuple[str, str]]  # entity that gives way, entity that stays
    torn: list[tuple[str, str, str]]  # mention, two entities between which the decisions tear it
    contradictions: list[Contradiction]


def _is_mention(thing: str) -> bool:
    return thing.startswith(MENTION)


class _Classes:
    """Things joined into classes; a class is named by its first member."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}

    def find(self, x: str) -> str:
        self.parent.setdefault(x, x)
        while self.parent[x] != x:
            self.parent[x] = self.parent[self.parent[x]]
            x = self.parent[x]
        return x

    def join(self, a: str, b: str) -> None:
        low, high = sorted((self.find(a), self.find(b)))
        self.parent[high] = low

    def members(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for x in sorted(self.parent):
            found.setdefault(self.find(x), []).append(x)
        return found


def _entities(
    same: list[Bond], different: list[Bond], listed: frozenset[str]
) -> tuple[dict[str, str], list[tuple[str, str]], list[Contradiction]]:
    """Return entity → the one that stands for it, the merges, and classes torn by a decision against them.

    The entity that stays is a registered one, then the one named second (`A is B`), then the smallest id.
    """
    classes = _Classes()
    for bond in same:
        classes.join(bond.left, bond.right)
    giving = {b.left for b in same}
    torn = {classes.find(b.left) for b in different if classes.find(b.left) == classes.find(b.right)}
    stands: dict[str, str] = {}
    merged: list[tuple[str, str]] = []
    wrong: list[Contradiction] = []
    for name, members in classes.members().items():
        if name in torn:
            numbers = (b.number for b in [*same, *different] if {b.left, b.right} <= set(members))
            wrong.append(Contradiction(TWO_ENTITIES, tuple(members), tuple(sorted(numbers))))
            continue
        keeper = min(members, key=lambda m: (m not in listed, m in giving, m))
        stands |= dict.fromkeys(members, keeper)
        merged += [(m, keeper) for m in members if m != keeper]
    return stands, merged, wrong


class _Groups:
    """Mentions said to be the same, with what is demanded and forbidden of the group as a whole."""

    def __init__(self, same: list[Bond], links: list[Bond], stands: Mapping[str, str]) -> None:
        self.classes = _Classes()
        for bond in links:
            self.classes.find(bond.left)
        for bond in same:
            self.classes.join(bond.left, bond.right)
        self.targets: dict[str, dict[str, set[int]]] = {}
        self.forbidden: dict[str, dict[str, set[int]]] = {}
        self.alone: set[str] = set()
        for bond in links:
            group, entity = self.classes.find(bond.left), stands.get(bond.right, bond.right)
            table = self.targets if bond.verdict == Verdict.MUST_LINK else self.forbidden
            table.setdefault(group, {}).setdefault(entity, set()).add(bond.number)
            if bond.verdict == Verdict.SPLIT:
                self.alone.add(group)

    def keep_apart(self, different: list[Bond]) -> dict[str, set[int]]:
        """What one group must be, the other cannot; return groups torn by a decision inside them."""
        torn: dict[str, set[int]] = {}
        pairs = [(self.classes.find(b.left), self.classes.find(b.right), b.number) for b in different]
        for a, b, number in pairs:
            if a == b:
                torn.setdefault(a, set()).add(number)
                continue
            for one, other in ((a, b), (b, a)):
                for entity, numbers in self.targets.get(one, {}).items():
                    self.forbidden.setdefault(other, {}).setdefault(entity, set()).update(numbers | {number})
        return torn


def _contradiction(
    group: str, members: list[str], groups: _Groups, torn: Mapping[str, set[int]], same: list[Bond]
) -> Contradiction | None:
    """Return what is wrong with the demands on a group, if anything is."""
    targets, forbidden = groups.targets.get(group, {}), groups.forbidden.get(group, {})
    links = {b.number for b in same if b.left in members}
    if len(targets) > 1:
        numbers = links.union(*targets.values())
        return Contradiction(TWO_TARGETS, (*members, *sorted(targets)), tuple(sorted(numbers)))
    both = sorted(targets.keys() & forbidden.keys())
    if both:
        numbers = links | targets[both[0]] | forbidden[both[0]]
        return Contradiction(BOTH_WAYS, (*members, *both), tuple(sorted(numbers)))
    if group in torn:
        return Contradiction(BOTH_WAYS, tuple(members), tuple(sorted(links | torn[group])))
    return None


def close(
    bonds: Iterable[Bond], moved: Mapping[str, str] | None = None, listed: frozenset[str] = frozenset()
) -> Constraints:
    """Close decisions over chains: A is B and B is X makes A X; A is X and B is not A keeps B out of X.

    `moved` leads ids that gave way to those that took their place; not those of entities that are registered
    (`listed`) or that decisions speak of as one, which live on until the decisions are applied. What is
    forbidden wins over what follows from a chain, and decisions that contradict each other bind nobody: they
    are returned to be looked at.
    """
    given = list(bonds)
    merging = {
        i for b in given if not (_is_mention(b.left) or _is_mention(b.right)) for i in (b.left, b.right)
    }
    lead = {old: new for old, new in (moved or {}).items() if old not in listed and old not in merging}
    known = sorted({Bond(lead.get(b.left, b.left), lead.get(b.right, b.right), *b[2:]) for b in given})
    turned = [b if _is_mention(b.left) else b._replace(left=b.right, right=b.left) for b in known]
    links = [b for b in turned if _is_mention(b.left) and not _is_mention(b.right)]
    pairs = [b for b in known if _is_mention(b.left) and _is_mention(b.right)]
    ends = [b for b in known if not _is_mention(b.left) and not _is_mention(b.right)]
    same, different = _by_verdict(pairs)
    stands, merged, wrong = _entities(*_by_verdict(ends), listed)
    groups = _Groups(same, links, stands)
    torn = groups.keep_apart(different)
    found = Constraints([], [], [], [], [], sorted(merged), [], wrong)
    for group, members in groups.classes.members().items():
        targets = sorted(groups.targets.get(group, {}))
        bad = _contradiction(group, members, groups, torn, same)
        if bad is not None:
            found.contradictions.append(bad)
            sides = (targets + sorted(groups.forbidden.get(group, {})) + ["", ""])[:2]
            found.torn.extend((m, sides[0], sides[1]) for m in members)
            continue
        found.must.extend((m, e) for m in members for e in targets)
        found.cannot.extend((m, e) for m in members for e in sorted(groups.forbidden.get(group, {})))
        if group in groups.alone and not targets:
            found.alone.extend(members)
        if len(members) > 1:
            found.together.extend((m, digest(*members)) for m in members)
    rows = {(b.left, b.right) for b in different}
    found.apart.extend(_spread(rows, groups.classes))
    return found


def _by_verdict(bonds: list[Bond]) -> tuple[list[Bond], list[Bond]]:
    """Part decisions into those that say the same and those that say different."""
    return (
        [b for b in bonds if b.verdict == Verdict.MUST_LINK],
        [b for b in bonds if b.verdict != Verdict.MUST_LINK],
    )


def _spread(pairs: set[tuple[str, str]], classes: _Classes) -> list[tuple[str, str]]:
    """Every pair of mentions that a decision keeps apart, with those that are the same as either."""
    members = classes.members()
    found = {
        (min(x, y), max(x, y))
        for a, b in pairs
        if classes.find(a) != classes.find(b)
        for x in members.get(classes.find(a), [a])
        for y in members.get(classes.find(b), [b])
    }
    return sorted(found)
