"""The load through Bolt, for a Neo4j that runs elsewhere: empties the graph, then writes in batches."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import neo4j

from core.progress import progress
from graph_model.project import Projection, node_table, read_rows, relation_table
from graph_model.schema import Schema, index_statements

BATCH = 5_000


def make_indexes(session: neo4j.Session, schema: Schema) -> None:
    """Create every constraint and index and wait until they are filled."""
    for statement in index_statements(schema):
        session.run(statement).consume()
    session.run("CALL db.awaitIndexes(600)").consume()


def empty(session: neo4j.Session) -> None:
    """Delete everything, in batches that fit into memory."""
    session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS").consume()


def batches(rows: Iterator[dict[str, Any]]) -> Iterator[Sequence[dict[str, Any]]]:
    """Cut rows into batches of one statement each."""
    while batch := list(islice(rows, BATCH)):
        yield batch


def nested(row: dict[str, Any]) -> dict[str, Any]:
    """A relation's row with its properties apart from its ends."""
    return {
        "start": row["start"],
        "end": row["end"],
        "p": {k: v for k, v in row.items() if k not in ("start", "end")},
    }


def _node_statement(label: str) -> str:
    return f"UNWIND $rows AS row CREATE (n:{label}) SET n = row"


def relation_statement(schema: Schema, kind: str, start: str, end: str) -> str:
    """Return Cypher that creates relations of `nested` rows."""
    keys = (schema.labels[start].key, schema.labels[end].key)
    return (
        f"UNWIND $rows AS row MATCH (a:{start} {{{keys[0]}: row.start}}) "
        f"MATCH (b:{end} {{{keys[1]}: row.end}}) "
        f"CREATE (a)-[r:{kind}]->(b) SET r = row.p"
    )


def load_over_bolt(session: neo4j.Session, projection: Projection) -> None:
    """Replace the graph of a server by the projection. It is incomplete while this runs."""
    schema = projection.schema
    empty(session)
    make_indexes(session, schema)
    with progress("行") as bar:
        task = bar.add_task("写入图谱", total=sum(projection.counts.values()), speed="")
        for label in schema.labels:
            for batch in batches(read_rows(projection.con, node_table(label))):
                session.run(_node_statement(label), rows=batch).consume()
                bar.advance(task, len(batch))
        for kind, start, end in schema.relation_pairs():
            statement = relation_statement(schema, kind, start, end)
            for batch in batches(read_rows(projection.con, relation_table(kind, start, end))):
                rows = [nested(row) for row in batch]
                session.run(statement, rows=rows).consume()
                bar.advance(task, len(batch))
