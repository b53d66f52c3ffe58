"""Where enterprises stand in the chains: graded A, B or C by the evidence for each node.

A: on the official list for that chain and stage, placed at the node by its words or industry, and alive.
B: alive, and of the node's industry. An industry that several nodes of a chain share, or that a node calls
wide, places a firm only where its words do too. C: the words of its scope, products or main business alone.
An enterprise that the tax office shows as 注销 is placed nowhere now; where it stood is kept apart, since
earlier years need it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import duckdb
import pyarrow as pa

from data.chains import Chain, Node, load_chains
from graph_model.inputs import put

CLOSED = ("注销", "核销报验")


@dataclass(frozen=True)
class Firm:
    """What is known of one enterprise when it is placed."""

    alive: bool
    industry: str | None  # GB/T 4754 code
    industry_source: str | None
    words: dict[str, tuple[str, str | None]]  # word → kind of text, source
    listed: frozenset[tuple[str, str]]  # chain, stage
    in_review: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Place:
    """One placement: grade and what it rests on."""

    node: str
    grade: str
    evidence: tuple[str, ...]
    words: tuple[str, ...]
    sources: tuple[str, ...]
    in_review: bool
    by_industry: bool


@lru_cache(maxsize=1)
def vocabulary() -> frozenset[str]:
    """Every word and counter-word of the templates."""
    return frozenset(w for c in load_chains() for n in c.nodes for w in (*n.words, *n.not_words))


@lru_cache(maxsize=1)
def word_cutter() -> Any:  # noqa: ANN401  # rjieba has no types
    """Jieba with the templates' words, which it would cut apart else (鞋底 | 压合机)."""
    import rjieba

    cutter = rjieba.Jieba()
    for word in sorted(vocabulary()):
        cutter.add_word(word, 1_000_000, "n")
    return cutter


def find_words(text: str) -> tuple[str, ...]:
    """Return the templates' words that a text holds as words of their own, sorted."""
    return tuple(sorted(set(word_cutter().cut(text, False)) & vocabulary()))


def shared_industries(chain: Chain) -> frozenset[str]:
    """Industries that more than one node of a chain names as its own; a node that calls one wide does not."""
    count: dict[str, int] = defaultdict(int)
    for node in chain.nodes:
        for code in set(node.industries) - set(node.wide):
            count[code] += 1
    return frozenset(c for c, n in count.items() if n > 1)


def has_industry(node: Node, industry: str | None, shared: frozenset[str]) -> tuple[bool, bool]:
    """Tell whether a firm's industry is the node's, and whether it is the node's alone."""
    fits = [c for c in node.industries if industry is not None and industry.startswith(c)]
    return bool(fits), any(c not in shared and c not in node.wide for c in fits)


def place_at(chain: Chain, node: Node, firm: Firm, shared: frozenset[str]) -> Place | None:
    """Return how a firm stands at a node, or None."""
    words = tuple(w for w in node.words if w in firm.words)
    fits, alone = has_industry(node, firm.industry, shared)
    by_industry = fits and (alone or bool(words))
    if not words and not by_industry:
        return None
    seat = (chain.name, node.stage)
    grade = "A" if firm.alive and seat in firm.listed else "B" if firm.alive and by_industry else "C"
    evidence = [kind for kind, _ in (firm.words[w] for w in words)]
    sources = [source for _, source in (firm.words[w] for w in words) if source]
    if by_industry:
        evidence.append("行业")
        sources += [firm.industry_source] if firm.industry_source else []
    if seat in firm.listed:
        evidence.append("产业链名单")
    waiting = grade != "A" and firm.alive and seat in firm.in_review
    return Place(
        f"{chain.key}/{node.key}",
        grade,
        tuple(sorted(set(evidence))),
        words,
        tuple(sorted(set(sources))),
        waiting,
        by_industry,
    )


@dataclass(frozen=True)
class Seat:
    """A node of a chain, with the industries that several nodes of the chain share."""

    chain: Chain
    node: Node
    shared: frozenset[str]


class Seats:
    """All nodes of some chains in their order, found by word and by industry: most firms fit few of them."""

    def __init__(self, chains: Iterable[Chain]) -> None:
        self.all = [Seat(c, n, shared) for c in chains for shared in [shared_industries(c)] for n in c.nodes]
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for number, seat in enumerate(self.all):
            for word in seat.node.words:
                self._by_word[word].append(number)
        self._by_industry: dict[str | None, list[int]] = {}

    def of_industry(self, industry: str | None) -> list[int]:
        """Return the numbers of the seats that an industry speaks for."""
        if industry not in self._by_industry:
            self._by_industry[industry] = [
                i for i, s in enumerate(self.all) if has_industry(s.node, industry, s.shared)[0]
            ]
        return self._by_industry[industry]

    def near(self, firm: Firm) -> list[Seat]:
        """Return the seats that a word or the industry of a firm speaks for, in the templates' order."""
        found = set(self.of_industry(firm.industry))
        found.update(number for word in firm.words for number in self._by_word.get(word, ()))
        return [self.all[number] for number in sorted(found)]


def place(firm: Firm, seats: Seats) -> list[Place]:
    """Return every place of a firm, in the order of the templates."""
    placed = (place_at(s.chain, s.node, firm, s.shared) for s in seats.near(firm))
    return [p for p in placed if p is not None]


def _by_entity(con: duckdb.DuckDBPyConnection, table: str) -> dict[str, frozenset[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for entity, chain, stage in con.execute(f"SELECT entity_id, chain, stage FROM {table}").fetchall():
        found[entity].add((chain, stage))
    return {k: frozenset(v) for k, v in found.items()}


def _words(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, tuple[str, str | None]]]:
    """Words of each enterprise; equal texts, of which a city has many, are cut once."""
    cut = lru_cache(maxsize=200_000)(find_words)
    found: dict[str, dict[str, tuple[str, str | None]]] = defaultdict(dict)
    query = "SELECT entity_id, kind, text, source FROM firm_text ORDER BY entity_id, kind, text, source"
    for entity, kind, text, source in con.execute(query).fetchall():
        for word in cut(text):
            found[entity].setdefault(word, (kind, source))
    return found


FIRMS = """
SELECT e.entity_id, coalesce(l.alive, false), i.code, i.source,
       list_contains($closed, coalesce(s.status, e.status, ''))
FROM entity e LEFT JOIN life l USING (entity_id) LEFT JOIN industry_of i USING (entity_id)
LEFT JOIN firm_status s USING (entity_id)
WHERE e.kind = 'ent' AND e.known_to IS NULL ORDER BY e.entity_id
"""
COLUMNS: dict[str, pa.DataType] = {
    **dict.fromkeys(("entity_id", "node", "grade"), pa.string()),
    **dict.fromkeys(("evidence", "words", "sources"), pa.list_(pa.string())),
    **dict.fromkeys(("in_review", "by_industry"), pa.bool_()),
}


def place_all(con: duckdb.DuckDBPyConnection) -> None:
    """Create `placement` from firm_text, industry_of, life, listed, listed_in_review and firm_status.

    `former_placement` has the same columns and the enterprises that are closed.
    """
    words, listed, waiting = _words(con), _by_entity(con, "listed"), _by_entity(con, "listed_in_review")
    none: frozenset[tuple[str, str]] = frozenset()
    seats = Seats(load_chains())
    rows: dict[bool, list[tuple[Any, ...]]] = {False: [], True: []}
    for entity, alive, industry, source, closed in con.execute(FIRMS, {"closed": list(CLOSED)}).fetchall():
        known, seat = words.get(entity, {}), listed.get(entity, none)
        if not known and not seats.of_industry(industry):
            continue  # most firms
        firm = Firm(alive and not closed, industry, source, known, seat, waiting.get(entity, none))
        rows[closed] += [
            (entity, p.node, p.grade, p.evidence, p.words, p.sources, p.in_review, p.by_industry)
            for p in place(firm, seats)
        ]
    put(con, "placement", COLUMNS, rows[False])
    put(con, "former_placement", COLUMNS, rows[True])
