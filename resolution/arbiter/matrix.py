"""The matrix of the arbiter's features: one row a pair, one column a feature of the catalogue."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import duckdb
import numpy as np
from numpy.typing import NDArray

from resolution.arbiter.catalogue import names
from resolution.arbiter.edits import Edits, compare, tokens, total
from resolution.arbiter.pairs import Pairs, Record
from resolution.arbiter.relations import (
    agreement,
    branch_relation,
    brand_relation,
    code_relation,
    figures_relation,
    form_relation,
    held_relation,
    respelled,
    trade_relation,
)
from resolution.placing import relate

Matrix = NDArray[np.float64]
WRITTEN: Final = ("norm", "core", "brand")
_RUN: Final = re.compile(r"[A-Z]{2,}")
_NO_LETTERS: Final = re.compile(r"[^A-Z]+$")
MOST: Final = 4  # edits of one class that are counted
HOPELESS: Final = 3.0  # cores that differ so much need no second look at the whole names
LEAD: Final = 20.0  # bits by which a candidate without a rival leads


class Registry(NamedTuple):
    """What the whole registry says of characters and names."""

    weight: Mapping[str, float]  # of a token: 1 the rarest, 0 in every name
    core: Mapping[str, int]  # entities that bear a core
    brand: Mapping[str, int]


def read_registry(con: duckdb.DuckDBPyConnection) -> Registry:
    """Count tokens, cores and brands over registry_side."""
    texts = [r[0] for r in con.execute("SELECT DISTINCT norm FROM registry_side ORDER BY 1").fetchall()]
    counts = Counter(t for text in texts for t in set(tokens(text)))
    whole = math.log2(len(texts) + 1)
    weight = {t: round(max(1 - math.log2(n) / whole, 0.0), 4) for t, n in sorted(counts.items())}
    core, brand = (
        dict(con.execute(
            f"SELECT {c}, count(DISTINCT split_part(unique_id, '|', 1)) FROM registry_side "
            "GROUP BY 1 ORDER BY 1"
        ).fetchall())
        for c in ("core", "brand")
    )  # fmt: skip
    return Registry(weight, core, brand)


class _Side(NamedTuple):
    """Records with their texts cut into tokens once, and the weights of those."""

    core: list[tuple[str, ...]]
    flat: list[tuple[str, ...]]
    core_weight: list[float]
    flat_weight: list[float]
    held: list[frozenset[str]]  # the characters of the core
    text: list[str]  # the whole name without its form
    spelled: list[bool]  # the name holds a run of letters


def _cut(records: Sequence[Record], weight: Mapping[str, float]) -> _Side:
    text = [r.flat for r in records]
    core, flat = [tokens(r.core) for r in records], [tokens(t) for t in text]
    of_core, of_flat = ([total(t, weight) for t in texts] for texts in (core, flat))
    return _Side(
        core,
        flat,
        of_core,
        of_flat,
        [frozenset(r.core) for r in records],
        text,
        [bool(_RUN.search(r.norm)) for r in records],
    )


Row = tuple[float, ...]


class _Comparer:
    """Compares pairs of records; remembers what it compared before."""

    def __init__(self, pairs: Pairs, registry: Registry, registered: _Side | None = None) -> None:
        self.pairs, self.registry = pairs, registry
        self.mention = _cut(pairs.mentions, registry.weight)
        self.registered = registered or _cut(pairs.registered, registry.weight)
        self.known: dict[tuple[tuple[str, ...], tuple[str, ...]], Edits] = {}

    def _edits(self, one: tuple[str, ...], other: tuple[str, ...], whole: float) -> Edits:
        key = (one, other)
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = compare(one, other, self.registry.weight, whole)
        return found

    def _foreign(self, text: str, held: frozenset[str]) -> float:
        """The weight of a part's characters that the other side's core does not have at all."""
        return total([t for t in text if t not in held], self.registry.weight)

    def row(self, m: int, r: int) -> Row:
        """The features of one pair that hang on the pair alone."""
        other = self.pairs.registered[r].norm
        if not self.mention.spelled[m] or not other.isalnum() or not _NO_LETTERS.match(other):
            return (*self.names(m, r), *self.parts(m, r))
        typed = self.pairs.mentions[m]
        one = typed._replace(**{part: respelled(getattr(typed, part), other) for part in WRITTEN})
        if one == typed:
            return (*self.names(m, r), *self.parts(m, r))
        # The mention is read as it was meant; the letters count as one slip of sound.
        meant = _Comparer(self.pairs._replace(mentions=[one]), self.registry, self.registered)
        edits = meant.names(0, r)
        return (edits[0] + 1, *edits[1:], *meant.parts(0, r))

    def names(self, m: int, r: int) -> Row:
        """The edits of the names: of the cores, or of the whole names where those differ less."""
        mine, theirs = self.mention, self.registered
        best = self._edits(mine.core[m], theirs.core[r], theirs.core_weight[r])
        if 0 < best.cost < HOPELESS:
            flat = self._edits(mine.flat[m], theirs.flat[r], theirs.flat_weight[r])
            best = flat if flat.cost < best.cost else best
        one, other = self.pairs.mentions[m], self.pairs.registered[r]
        of_mention, of_registry = mine.held[m], theirs.held[r]
        trade = self._foreign(other.trade, of_mention) + self._foreign(one.trade, of_registry)
        return (
            *best[:14], best.cost, best.tail_only,
            self._foreign(other.brand, of_mention), self._foreign(one.brand, of_registry), trade,
        )  # fmt: skip

    def parts(self, m: int, r: int) -> Row:
        """The relations of the parts, and the evidence beside the name."""
        one, other = self.pairs.mentions[m], self.pairs.registered[r]
        spot = agreement(one.spot, other.spot)
        address = 1 if one.address and one.address == other.address else spot
        return (
            brand_relation(one.brand, other.brand),
            trade_relation(one.trade, other.trade, one.trade_class, other.trade_class),
            form_relation(one.form, other.form, one.form_group, other.form_group),
            branch_relation(one.branch, other.branch), float(relate(one.place, other.place)),
            figures_relation(one.core, other.core), held_relation(self.mention.text[m], other.norm),
            math.log2(self.registry.core.get(other.core, 1)),
            math.log2(self.registry.brand.get(other.brand, 1)),
            float(min(self.registry.core.get(one.core, 0), 4)), float(one.core == other.core),
            float(other.former == "former"),
            agreement(one.person, other.person), agreement(one.phone, other.phone), address,
            agreement(one.town, other.town), code_relation(one.code, other.code),
        )  # fmt: skip


NAME_COLUMNS: Final = (
    "sound", "near", "looks", "component", "unexplained", "dropped", "added", "doubled", "moved", "missing",
    "extra", "slip", "shared", "head", "cost", "tail_only", "brand_missing", "brand_extra", "trade_differs",
)  # fmt: skip
EDIT_COLUMNS: Final = 9  # the first so many are counts
PART_COLUMNS: Final = (
    "brand", "trade", "form", "branch", "placing", "figures", "held", "bearers", "brand_bearers", "same_core",
    "equal", "former", "person", "phone", "address", "town", "code",
)  # fmt: skip


def lead(values: Matrix, starts: NDArray[np.int64], alone: float, minor: NDArray[np.bool_]) -> Matrix:
    """Return by how much each value exceeds the best other of its group; `alone` where there is no other.

    What is `minor` leads nobody: a branch does not compete with its parent for a mention of the whole firm.
    """
    sizes = np.diff(np.append(starts, len(values)))
    rivals = np.where(minor, -np.inf, values)
    top = np.repeat(np.maximum.reduceat(rivals, starts), sizes)
    is_top = (rivals == top) & ~minor
    tops = np.repeat(np.add.reduceat(is_top.astype(np.int64), starts), sizes)
    second = np.repeat(np.maximum.reduceat(np.where(is_top, -np.inf, rivals), starts), sizes)
    other = np.where(is_top & (tops == 1), second, top)
    return np.where(np.isinf(other), alone, np.clip(values - other, -alone, alone))


def build(pairs: Pairs, registry: Registry) -> Matrix:
    """Return the features of all pairs, in the order of the catalogue."""
    if not len(pairs.mention):
        return np.zeros((0, len(names())))
    comparer = _Comparer(pairs, registry)
    at = list(zip(pairs.mention.tolist(), pairs.registry.tolist(), strict=True))
    rows = np.array([comparer.row(m, r) for m, r in at], dtype=np.float64)
    rows[:, :EDIT_COLUMNS] = np.minimum(rows[:, :EDIT_COLUMNS], MOST)
    found = {c: rows[:, i] for i, c in enumerate((*NAME_COLUMNS, *PART_COLUMNS))}
    starts, minor = pairs.starts, pairs.minor
    sizes = np.diff(np.append(starts, len(at)))
    found["splink_weight"] = np.clip(pairs.splink, -40, 40)
    found["splink_lead"] = lead(found["splink_weight"], starts, LEAD, minor)
    found["core_cosine"], found["name_cosine"] = pairs.core_cosine, pairs.name_cosine
    found["core_cosine_lead"] = lead(pairs.core_cosine, starts, 1.0, minor)
    found["name_cosine_lead"] = lead(pairs.name_cosine, starts, 1.0, minor)
    found["cost_lead"] = lead(-found["cost"], starts, 4.0, minor)
    holders = np.add.reduceat((found["held"] > 0).astype(np.int64), starts)
    found["holders"] = np.repeat(holders, sizes) * (found["held"] > 0)
    equal = np.repeat(np.maximum.reduceat(found["equal"], starts), sizes)
    found["rival"] = (equal - found["equal"]) + (found["cost_lead"] < 0)
    found["telling"] = np.array(comparer.mention.core_weight)[pairs.mention]
    return np.column_stack([np.round(found[n], 5) for n in names()])
