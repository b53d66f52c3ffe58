"""The load of what changed: the difference of two projections, written in one transaction or not at all."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import duckdb
import neo4j

from core.errors import GraphError
from graph_model.bolt import batches, nested, relation_statement
from graph_model.project import Projection, columns_of, node_table, relation_table, rows_of
from graph_model.schema import PropertyType, Schema

MOST: Final = 50_000
"""Changed rows that one transaction may hold; a greater change is imported anew."""

# A row that is not the same in every property is another row; parallel ones are counted. Rows are counted by
# two hashes of DuckDB's, for many of them are wide, and the hash of the state takes three times as long.
# Lists go in as text: their own hashes run on into the next list: (['甲'], ['乙']) is (['甲', '乙'], []).
DIFFERS: Final = """
CREATE OR REPLACE TABLE differs_{table} AS
WITH both_ways AS MATERIALIZED (
    SELECT {keys}, hash({columns}) AS h, hash(true, {columns}) AS k, 1 AS way FROM "{table}"
    UNION ALL SELECT {keys}, hash({columns}), hash(true, {columns}), -1 FROM "shown_{table}"
)
SELECT DISTINCT {keys} FROM both_ways
SEMI JOIN (SELECT h, k FROM both_ways GROUP BY h, k HAVING sum(way) <> 0) USING (h, k)
"""
WRITTEN: Final = 'SELECT * FROM "{table}" SEMI JOIN differs_{table} USING ({keys}) ORDER BY ALL'
GONE: Final = 'SELECT {keys} FROM differs_{table} ANTI JOIN "{table}" USING ({keys}) ORDER BY ALL'
ENDS: Final = ('"start"', '"end"')


class Change(NamedTuple):
    """What differs in one table: rows to write, and how many keys are gone or written anew."""

    table: str
    keys: tuple[str, ...]
    rows: int


def changes(projection: Projection, differ: Collection[str]) -> list[Change]:
    """Return what differs in some tables from what the graph shows; `shown.attach` tells which."""
    found, columns = [], columns_of(projection.schema)
    for table, keys in _tables(projection.schema):
        if table in differ:
            told = {"table": table, "keys": ", ".join(keys), "columns": cells(columns[table])}
            projection.con.execute(DIFFERS.format(**told))
            rows = projection.con.execute(f"SELECT count(*) FROM differs_{table}").fetchall()[0][0]
            found.append(Change(table, keys, rows))
    return found


def cells(columns: Mapping[str, PropertyType]) -> str:
    """Return a table's columns as they are hashed."""
    return ", ".join(f'to_json("{c}")::VARCHAR' if k == "strings" else f'"{c}"' for c, k in columns.items())


def _tables(schema: Schema) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, label in schema.labels.items():
        yield node_table(name), (f'"{label.key}"',)
    for pair in schema.relation_pairs():
        yield relation_table(*pair), ENDS


def write(transaction: neo4j.Transaction, projection: Projection, found: Sequence[Change]) -> None:
    """Write changes into an open transaction, twice with the same outcome as once.

    Relations between two nodes are deleted and made anew where one of them differs; nodes that are gone go
    last of the old and first of the new.
    """
    schema, changed = projection.schema, {c.table: c for c in found}
    for kind, start, end in schema.relation_pairs():
        if change := changed.get(relation_table(kind, start, end)):
            keys = (schema.labels[start].key, schema.labels[end].key)
            query = (
                f"UNWIND $rows AS row MATCH (:{start} {{{keys[0]}: row.start}})-[r:{kind}]->"
                f"(:{end} {{{keys[1]}: row.end}}) DELETE r"
            )
            _run(transaction, query, projection.con, f"SELECT * FROM differs_{change.table} ORDER BY ALL")
    for label, spec in schema.labels.items():
        if change := changed.get(node_table(label)):
            gone = GONE.format(table=change.table, keys=change.keys[0])
            query = f"UNWIND $rows AS row MATCH (n:{label} {{{spec.key}: row.{spec.key}}}) DETACH DELETE n"
            _run(transaction, query, projection.con, gone)
            query = f"UNWIND $rows AS row MERGE (n:{label} {{{spec.key}: row.{spec.key}}}) SET n = row"
            _run(transaction, query, projection.con, _written(change))
    for kind, start, end in schema.relation_pairs():
        if change := changed.get(relation_table(kind, start, end)):
            statement = relation_statement(schema, kind, start, end)
            for batch in batches(rows_of(projection.con, _written(change))):
                transaction.run(statement, rows=[nested(row) for row in batch]).consume()


def _written(change: Change) -> str:
    return WRITTEN.format(table=change.table, keys=", ".join(change.keys))


def _run(transaction: neo4j.Transaction, query: str, con: duckdb.DuckDBPyConnection, rows: str) -> None:
    for batch in batches(rows_of(con, rows)):
        transaction.run(query, rows=batch).consume()


def check_counts(transaction: neo4j.Transaction, projection: Projection) -> None:
    """Raise GraphError unless there are as many nodes of each label and relations of each type as should be.

    Neo4j keeps these counts, so that this takes no time; `chanye graph verify` compares row by row.
    """
    schema = projection.schema
    for label in schema.labels:
        found = transaction.run(f"MATCH (n:{label}) RETURN count(n)").single(strict=True)[0]
        _same(label, projection.counts[node_table(label)], found)
    for kind in schema.relations:
        wanted = sum(projection.counts[relation_table(*p)] for p in schema.relation_pairs() if p[0] == kind)
        _same(
            kind, wanted, transaction.run(f"MATCH ()-[r:{kind}]->() RETURN count(r)").single(strict=True)[0]
        )


def _same(name: str, wanted: int, found: int) -> None:
    if wanted != found:
        raise GraphError(f"增量写入后 {name} 应有 {wanted}，图中有 {found}。")
