"""The matrix of the arbiter's features: one row a pair, one column a feature of the catalogue."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import duckdb
import numpy as np
from numpy.typing import NDArray

from core.beside import begin, cores
from data.gazetteer import CITY_SHORT, PREFECTURE
from resolution.arbiter.aligned import compare_all
from resolution.arbiter.catalogue import names
from resolution.arbiter.edits import Edits, tokens, total
from resolution.arbiter.likeness import likeness
from resolution.arbiter.numbered import LONGEST, Words, bearers, foreign, in_order, share_any
from resolution.arbiter.pairs import Packed, Pairs, Record, pack, unpack
from resolution.arbiter.relations import (
    branch_relation,
    brand_relation,
    code_relation,
    figures_relation,
    form_relation,
    front_relation,
    held_relation,
    respelled,
    rest_relation,
    trade_relation,
)
from resolution.arbiter.together import Sides
from resolution.lexicon import lexicon
from resolution.placing import ALIASES, relate
from resolution.subsequence import plain

Matrix = NDArray[np.float64]
Ints = NDArray[np.int64]
WRITTEN: Final = ("norm", "core", "brand")
COUNTS: Final = Edits._fields[:9]
_RUN: Final = re.compile(r"[A-Z]{2,}")
_NO_LETTERS: Final = re.compile(r"[^A-Z]+$")
_FIGURE: Final = re.compile(r"[A-Z]|\d")
_PLACES: Final = re.compile("|".join(sorted(set(ALIASES.values()))))
MOST: Final = 4  # edits of one class that are counted
HOPELESS: Final = 3.0  # cores that differ so much need no second look at the whole names
LEAD: Final = 20.0  # bits by which a candidate without a rival leads


class Registry(NamedTuple):
    """What the whole registry says of characters and names."""

    weight: Mapping[str, float]  # of a token: 1 the rarest, 0 in every name
    core: Mapping[str, int]  # entities that bear a core
    brand: Mapping[str, int]
    trades: frozenset[str]  # what a registered name or the word list knows as a trade


def read_registry(con: duckdb.DuckDBPyConnection) -> Registry:
    """Count tokens, cores and brands over registry_side."""
    texts = [r[0] for r in con.execute("SELECT DISTINCT norm FROM registry_side ORDER BY 1").fetchall()]
    counts = bearers(texts)
    whole = math.log2(len(texts) + 1)
    weight = {t: round(max(1 - math.log2(n) / whole, 0.0), 4) for t, n in sorted(counts.items())}
    core, brand = (
        dict(con.execute(
            f"SELECT {c}, count(DISTINCT split_part(unique_id, '|', 1)) FROM registry_side "
            "GROUP BY 1 ORDER BY 1"
        ).fetchall())
        for c in ("core", "brand")
    )  # fmt: skip
    borne = con.execute("SELECT DISTINCT trade FROM registry_side WHERE trade <> ''").fetchall()
    return Registry(weight, core, brand, frozenset({r[0] for r in borne} | set(lexicon().trades)))


def warm() -> None:
    """Read the tables that features ask at their first use: a tenth of a second, for an idle moment."""
    likeness("恒", "桓")
    relate(CITY_SHORT, PREFECTURE)
    names()


def _meant(pairs: Pairs) -> tuple[list[Record], Ints]:
    """Return the mentions with those read as they were meant behind them, and each pair's number in these.

    A mention that spells in letters what the registered name writes in Hanzi (XIANG森) is read so beside it.
    """
    spelled = np.array([bool(_RUN.search(m.norm)) for m in pairs.mentions], dtype=bool)[pairs.mention]
    mentions, number = list(pairs.mentions), pairs.mention.copy()
    for at in np.flatnonzero(spelled).tolist():
        typed, other = pairs.mentions[number[at]], pairs.registered[pairs.registry[at]].norm
        if not other.isalnum() or not _NO_LETTERS.match(other):
            continue
        one = typed._replace(**{part: respelled(getattr(typed, part), other) for part in WRITTEN})
        if one != typed:
            number[at] = len(mentions)
            mentions.append(one)
    return mentions, number


def _edits(sides: Sides, part: str, words: Words) -> Matrix:
    """Return for each pair the fields of `Edits` that separate a part of its two names."""
    return compare_all(*sides.texts(part), sides.mention, sides.registry, words)


def _cost(edits: Matrix) -> Matrix:
    """Return one number for all that differs, as `Edits.cost`."""
    at = Edits._fields.index
    cost: Matrix = edits[:, at("missing")] + edits[:, at("extra")] + edits[:, at("slip")]
    return cost


def _names(sides: Sides, words: Words) -> dict[str, Matrix]:
    """Return the edits of the names: of the cores, or of the whole names where those differ less."""
    edits = _edits(sides, "core", words)
    cost = _cost(edits)
    near = np.flatnonzero((cost > 0) & (cost < HOPELESS))
    whole = _edits(sides.some(near), "flat", words)
    less = _cost(whole) < cost[near]
    edits[near[less]] = whole[less]
    found = {name: edits[:, i] for i, name in enumerate(Edits._fields)}
    return found | {"cost": _cost(edits)} | _foreign(sides, words)


def _foreign(sides: Sides, words: Words) -> dict[str, Matrix]:
    """Return the weights of the parts' characters that the other side's core does not have at all."""
    (of_mention, of_registry), weight = map(words.characters, sides.texts("core")), words.weights()

    def lacking(part: str) -> tuple[Matrix, Matrix]:
        one, other = map(words.characters, sides.texts(part))
        return (
            foreign(other, of_mention, sides.registry, sides.mention, weight),
            foreign(one, of_registry, sides.mention, sides.registry, weight),
        )

    (missing, extra), (less, more) = lacking("brand"), lacking("trade")
    mentions, registered = (
        np.array([max(len(r.core), len(r.brand), len(r.trade)) > LONGEST for r in side], dtype=bool)
        for side in (sides.mentions, sides.registered)
    )
    long = mentions[sides.mention] | registered[sides.registry]
    for row in np.flatnonzero(long).tolist():
        one, other = sides.mentions[sides.mention[row]], sides.registered[sides.registry[row]]
        missing[row] = _lacking(other.brand, one.core, words)
        extra[row] = _lacking(one.brand, other.core, words)
        less[row] = _lacking(other.trade, one.core, words)
        more[row] = _lacking(one.trade, other.core, words)
    return {"brand_missing": missing, "brand_extra": extra, "trade_differs": less + more}


def _lacking(text: str, held: str, words: Words) -> float:
    return total([t for t in text if t not in held], words.weight)


def _held(sides: Sides, words: Words) -> Matrix:
    """Return whether the registered name holds the mention's characters in their order, and how."""
    flat, names = [m.flat for m in sides.mentions], [r.norm for r in sides.registered]
    asked = [plain(text) for text in flat]
    short, full = words.characters(asked), words.characters(names)
    likely = in_order(short, full, sides.mention, sides.registry)
    # a province's short name for the province, which no order of characters tells; texts too long for rows
    named = np.array([_PLACES.search(n) is not None for n in names], dtype=bool)[sides.registry]
    likely |= np.array([not ALIASES.keys().isdisjoint(a) for a in asked], dtype=bool)[sides.mention] & named
    likely |= (short.lengths > LONGEST)[sides.mention] | (full.lengths > LONGEST)[sides.registry]
    found = np.zeros(len(likely))
    for row in np.flatnonzero(likely).tolist():
        other = sides.registered[sides.registry[row]]
        found[row] = held_relation(flat[sides.mention[row]], other.norm, other.brand, other.trade)
    return found


def _around(sides: Sides, registry: Registry) -> tuple[Matrix, Matrix]:
    """Return what follows the registered 字号 in the mention's core, and what stands before the trade."""
    rest, front = np.zeros(len(sides.mention)), np.zeros(len(sides.mention))
    cores = [m.core for m in sides.mentions]
    first = _numbers([c[:1] for c in cores])[sides.mention]
    last = _numbers([c[-1:] for c in cores])[sides.mention]
    brand = _numbers([r.brand[:1] for r in sides.registered])[sides.registry]
    trade = _numbers([r.trade[-1:] for r in sides.registered])[sides.registry]
    for row in np.flatnonzero(first == brand).tolist():
        other = sides.registered[sides.registry[row]]
        rest[row] = rest_relation(cores[sides.mention[row]], other.brand, other.trade, registry.trades)
    for row in np.flatnonzero(last == trade).tolist():
        other = sides.registered[sides.registry[row]]
        front[row] = front_relation(cores[sides.mention[row]], other.brand, other.trade, registry.brand)
    return rest, front


def _brands(sides: Sides, words: Words) -> Matrix:
    """Return the relation of the two 字号; of different lengths without a common character it is 0."""
    one, other = map(words.characters, sides.texts("brand"))
    lengths = one.lengths[sides.mention], other.lengths[sides.registry]
    asked = (lengths[0] == lengths[1]) | (np.minimum(*lengths) == 0) | (np.maximum(*lengths) > LONGEST)
    asked |= share_any(one, other, sides.mention, sides.registry)
    found = np.zeros(len(asked))
    some = np.flatnonzero(asked)
    found[some] = sides.some(some).relate(brand_relation, "brand")
    return found


def _figures(sides: Sides) -> Matrix:
    """Return the relation of letters and digits: 0 where the mention has none."""
    found = np.zeros(len(sides.mention))
    has = np.array([_FIGURE.search(m.core) is not None for m in sides.mentions], dtype=bool)
    some = np.flatnonzero(has[sides.mention])
    found[some] = sides.some(some).relate(figures_relation, "core")
    return found


def _numbers(characters: Sequence[str]) -> Ints:
    """Return the code points of characters, -1 for none."""
    return np.array([ord(c) if c else -1 for c in characters], dtype=np.int64)


def _parts(sides: Sides, registry: Registry, words: Words) -> dict[str, Matrix]:
    """Return the relations of the parts, and the evidence beside the name."""
    spot, address = sides.agree("spot"), sides.agree("address")
    rest, front = _around(sides, registry)
    return {
        "brand": _brands(sides, words),
        "trade": sides.relate(lambda a, b: trade_relation(a[0], b[0], a[1], b[1]), "trade", "trade_class"),
        "rest": rest,
        "front": front,
        "form": sides.relate(lambda a, b: form_relation(a[0], b[0], a[1], b[1]), "form", "form_group"),
        "branch": sides.relate(branch_relation, "branch"),
        "placing": sides.relate(relate, "place"),
        "figures": _figures(sides),
        "held": _held(sides, words),
        "bearers": sides.of_registry(lambda r: math.log2(registry.core.get(r.core, 1))),
        "brand_bearers": sides.of_registry(lambda r: math.log2(registry.brand.get(r.brand, 1))),
        "same_core": sides.of_mention(lambda m: float(min(registry.core.get(m.core, 0), 4))),
        "equal": sides.equal("core"),
        "former": sides.of_registry(lambda r: float(r.former == "former")),
        "person": sides.agree("person"),
        "phone": sides.agree("phone"),
        "address": np.where(address == 1, 1.0, spot),
        "town": sides.agree("town"),
        "code": sides.relate(code_relation, "code"),
    }


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


def holders(held: Matrix, starts: NDArray[np.int64], minor: NDArray[np.bool_]) -> Matrix:
    """Return how many other candidates hold the short name at least as well; a branch does not count."""
    sizes = np.diff(np.append(starts, len(held)))
    own, found = np.maximum(held, 1), np.zeros(len(held))
    for kind in (1, 2, 3):
        found += np.repeat(np.add.reduceat((held == kind) & ~minor, starts), sizes) * (own <= kind)
    return found - ((held > 0) & ~minor)


def _build(pairs: Pairs, registry: Registry) -> Matrix:
    mentions, mention = _meant(pairs)
    sides = Sides(mentions, pairs.registered, mention, pairs.registry)
    words = Words(registry.weight)
    found = _names(sides, words) | _parts(sides, registry, words)
    found["sound"] = found["sound"] + (mention != pairs.mention)  # letters count as one slip of sound
    found |= {count: np.minimum(found[count], MOST) for count in COUNTS}
    starts, minor = pairs.starts, pairs.minor
    sizes = np.diff(np.append(starts, len(mention)))
    found["splink_weight"] = np.clip(pairs.splink, -40, 40)
    found["splink_lead"] = lead(found["splink_weight"], starts, LEAD, minor)
    found["core_cosine"], found["name_cosine"] = pairs.core_cosine, pairs.name_cosine
    found["core_cosine_lead"] = lead(pairs.core_cosine, starts, 1.0, minor)
    found["name_cosine_lead"] = lead(pairs.name_cosine, starts, 1.0, minor)
    found["cost_lead"] = lead(-found["cost"], starts, 4.0, minor)
    found["holders"] = holders(found["held"], starts, minor)
    equal = np.repeat(np.maximum.reduceat(found["equal"], starts), sizes)
    found["rival"] = (equal - found["equal"]) + (found["cost_lead"] < 0)
    telling = np.array([total(tokens(m.core), registry.weight) for m in pairs.mentions])
    found["telling"] = telling[pairs.mention]
    return np.column_stack([np.round(found[n], 5) for n in names()])


SHARED: Final = 10_000  # pairs; fewer are not worth a helper
OWN: Final = 0.52  # share of the pairs that this process does itself; the helper has to unpack the others


def build_packed(packed: Sequence[tuple[Registry, Packed]]) -> list[Matrix]:
    """Return the features of packed pairs."""
    return [_build(unpack(pairs), registry) for registry, pairs in packed]


def build(pairs: Pairs, registry: Registry, alone: bool = False) -> Matrix:
    """Return the features of all pairs, in the order of the catalogue; `alone` in this process only.

    Of many pairs the helper does the last mentions'.
    """
    if not len(pairs.mention):
        return np.zeros((0, len(names())))
    if alone or len(pairs.mention) < SHARED or cores() < 2:
        return _build(pairs, registry)
    starts = pairs.starts
    cut = int(starts[min(int(np.searchsorted(starts, OWN * len(pairs.mention))), len(starts) - 1)])
    asked = [(registry, pack(pairs.part(cut, len(pairs.mention))))]
    others = begin(build_packed, asked)
    own = _build(pairs.part(0, cut), registry)
    return np.vstack([own, (others() or build_packed(asked))[0]])
