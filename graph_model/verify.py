"""Verification: is the graph in Neo4j exactly the projection, row by row?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import neo4j

from graph_model.project import Projection, node_table, relation_table
from graph_model.schema import Schema
from graph_model.state import state_hash, table_hash

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


def _nodes(session: Reader, label: str) -> Iterator[dict[str, Any]]:
    for record in session.run(f"MATCH (n:{label}) RETURN properties(n) AS p"):
        yield record["p"]


def _relations(session: Reader, schema: Schema, kind: str, start: str, end: str) -> Iterator[dict[str, Any]]:
    keys = (schema.labels[start].key, schema.labels[end].key)
    query = (
        f"MATCH (a:{start})-[r:{kind}]->(b:{end}) "
        f"RETURN a.{keys[0]} AS a, b.{keys[1]} AS b, properties(r) AS p"
    )
    for record in session.run(query):
        yield {**record["p"], "start": record["a"], "end": record["b"]}


def graph_hashes(session: Reader, schema: Schema) -> dict[str, tuple[int, str]]:
    """Return rows and hash of every label and relation in Neo4j, like `Projection.hashes`."""
    found = {node_table(label): table_hash(_nodes(session, label)) for label in schema.labels}
    for kind, start, end in schema.relation_pairs():
        rows = _relations(session, schema, kind, start, end)
        found[relation_table(kind, start, end)] = table_hash(rows)
    return found


def graph_state(session: Reader, schema: Schema) -> str:
    """Return the state hash of the graph in Neo4j."""
    return state_hash(graph_hashes(session, schema))


def strangers(session: Reader, schema: Schema) -> list[Difference]:
    """Return labels and relation types in Neo4j that the schema does not know, with their counts."""
    out = []
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
