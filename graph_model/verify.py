"""Verification: is the graph in Neo4j exactly the projection, row by row?"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any, NamedTuple

import neo4j
import neo4j.time

from core.duck import scratch
from graph_model.project import Projection, columns_of, node_table, relation_table
from graph_model.schema import Schema
from graph_model.state import rows_hash, state_hash

Reader = neo4j.Session | neo4j.Transaction


@dataclass(frozen=True)
class Difference:
    """A label or relation whose rows differ from the projection's."""

    table: str
    expected: int
    found: int

    @property
    def message(self) -> str:
        """What differs, in Chinese."""
        if self.expected != self.found:
            return f"{self.table}：应有 {self.expected}，图中有 {self.found}"
        return f"{self.table}：数量相同（{self.found}），内容不同"


class _Place(NamedTuple):
    """Where a table's rows stand in the graph: what matches them, the row itself, and its columns."""

    table: str
    match: str
    row: str
    columns: tuple[str, ...]

    @property
    def values(self) -> str:
        """Cypher that returns a row's values, those of the table's columns in their order."""
        return f"{self.match} RETURN {', '.join(self.columns)}"

    @property
    def odd(self) -> str:
        """Cypher that counts rows with a property that the schema lacks."""
        return f"{self.match} WHERE any(k IN keys({self.row}) WHERE NOT k IN $known) RETURN count(*)"


def _places(schema: Schema) -> Iterator[_Place]:
    for name, label in schema.labels.items():
        yield _Place(node_table(name), f"MATCH (n:{name})", "n", tuple(f"n.{p}" for p in label.properties))
    for kind, start, end in schema.relation_pairs():
        ends = (f"a.{schema.labels[start].key}", f"b.{schema.labels[end].key}")
        told = (f"r.{p}" for p in schema.relations[kind].properties)
        match = f"MATCH (a:{start})-[r:{kind}]->(b:{end})"
        yield _Place(relation_table(kind, start, end), match, "r", (*ends, *told))


def _rows(session: Reader, query: str) -> Iterator[tuple[Any, ...]]:
    for record in session.run(query):
        yield tuple(v.to_native() if isinstance(v, neo4j.time.Date) else v for v in record.values())


def graph_hashes(session: Reader, schema: Schema) -> dict[str, tuple[int, str]]:
    """Return rows and hash of every label and relation in Neo4j, like `Projection.hashes`."""
    kinds = columns_of(schema)
    with closing(scratch()) as con:
        return {p.table: rows_hash(con, _rows(session, p.values), kinds[p.table]) for p in _places(schema)}


def graph_state(session: Reader, schema: Schema) -> str:
    """Return the state hash of the graph in Neo4j."""
    return state_hash(graph_hashes(session, schema))


def strangers(session: Reader, schema: Schema) -> list[Difference]:
    """Return labels, relation types and properties in Neo4j that the schema does not know, with counts."""
    out, kinds = [], columns_of(schema)
    for place in _places(schema):
        count = session.run(place.odd, known=list(kinds[place.table])).single(strict=True)[0]
        if count:
            out.append(Difference(f"{place.table} 多余属性", 0, count))
    for label, count in session.run(
        "MATCH (n) UNWIND labels(n) AS l RETURN l, count(*) AS n ORDER BY l"
    ).values():
        if label not in schema.labels:
            out.append(Difference(label, 0, count))
    for kind, count in session.run("MATCH ()-[r]->() RETURN type(r) AS t, count(*) AS n ORDER BY t").values():
        if kind not in schema.relations:
            out.append(Difference(kind, 0, count))
    return out


def compare(session: Reader, projection: Projection) -> list[Difference]:
    """Return every table that differs; an empty list means that the graph is the projection."""
    found = graph_hashes(session, projection.schema)
    differing = [
        Difference(table, expected[0], found[table][0])
        for table, expected in projection.hashes.items()
        if found[table] != expected
    ]
    return differing + strangers(session, projection.schema)
