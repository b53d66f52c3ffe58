"""Distinct raw values → normal forms, as tables in DuckDB."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

import duckdb
import pyarrow as pa

from core.beside import share_all
from core.duck import one_thread
from resolution.arrow_rows import Read, as_table, tables
from resolution.kept import recall, unread
from resolution.reading import (
    read_addresses,
    read_anatomies,
    read_codes,
    read_formers,
    read_names,
    read_persons,
    read_phones,
    read_towns,
)

CHUNK: Final = 100_000
TEXT: Final = pa.string()
NAME_MAP: Final = pa.schema(
    [
        ("raw", TEXT),
        ("part_no", pa.int32()),
        ("parts", pa.int32()),
        ("part", TEXT),
        ("norm", TEXT),
        ("former", TEXT),
    ]
)
ANATOMY: Final = pa.schema(
    [
        (n, TEXT)
        for n in (
            "norm",
            "part",
            "kind",
            "place",
            "relation",
            "town",
            "brand",
            "trade",
            "trade_class",
            "form",
            "form_class",
            "core",
            "branch",
            "parent",
        )
    ]
    + [("pinyin", TEXT), ("brand_pinyin", TEXT), ("sorted_core", TEXT), ("dels", pa.list_(TEXT))]
)
CODE_MAP: Final = pa.schema([("raw", TEXT), ("kind", TEXT), ("value", TEXT), ("org", TEXT)])
PAIR_MAP: Final = pa.schema([("raw", TEXT), ("value", TEXT)])
FORMER_MAP: Final = pa.schema([("raw", TEXT), ("part", TEXT), ("norm", TEXT)])
ADDRESS_MAP: Final = pa.schema(
    [("raw", TEXT), ("value", TEXT), ("town", TEXT), ("village", TEXT), ("spot", TEXT), ("shown", TEXT)]
)


def _values(con: duckdb.DuckDBPyConnection, query: str) -> pa.ChunkedArray:
    return con.sql(f"{query} ORDER BY 1").to_arrow_table().column(0)


def load(
    con: duckdb.DuckDBPyConnection, table: str, shape: pa.Schema, batches: Iterable[Sequence[tuple[Any, ...]]]
) -> None:
    """Create `table` from batches of row tuples."""
    insert(con, table, shape, (as_table(shape, rows) for rows in batches))


def insert(con: duckdb.DuckDBPyConnection, table: str, shape: pa.Schema, batches: Iterable[pa.Table]) -> None:
    """Create `table` from batches of that shape."""
    con.register("batch", shape.empty_table())
    con.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM batch")
    con.unregister("batch")
    for rows in batches:
        _append(con, table, rows)


def _append(con: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    if rows.num_rows:
        con.register("batch", rows)
        con.execute(f"INSERT INTO {table} SELECT * FROM batch")
        con.unregister("batch")


class Map(NamedTuple):
    """A map of normal forms: its table, and SQL of the distinct values, as the one column `raw`."""

    table: str
    shape: pa.Schema
    query: str
    read: Read


def _map(table: str, shape: pa.Schema, column: str, source: str, read: Read) -> Map:
    query = f"SELECT DISTINCT {column} AS raw FROM {source} WHERE {column} IS NOT NULL"
    return Map(table, shape, query, read)


def _of_raw(source: str) -> tuple[Map, ...]:
    """Return the maps of the columns of a raw table, those that take longest first."""
    codes = f"(SELECT code FROM {source} UNION SELECT org_code FROM {source})"
    return (
        _map("name_map", NAME_MAP, "name", source, read_names),
        _map("address_map", ADDRESS_MAP, "address", source, read_addresses),
        _map("person_map", PAIR_MAP, "person", source, read_persons),
        _map("code_map", CODE_MAP, "code", codes, read_codes),
        _map("phone_map", PAIR_MAP, "phone", source, read_phones),
        _map("town_map", PAIR_MAP, "town", source, read_towns),
    )


FORMER: Final = _map(
    "former_map",
    FORMER_MAP,
    "former",
    "(SELECT DISTINCT nullif(former, '') AS former FROM name_map)",
    read_formers,
)


def _make(con: duckdb.DuckDBPyConnection, maps: Sequence[Map]) -> None:
    """Create the tables of maps.

    What the run before read is taken over. Many values are read in two processes.
    """
    alone = one_thread(con)
    values = [_values(con, unread(con, m.table, m.query)) for m in maps]
    for m in maps:
        insert(con, m.table, m.shape, ())
    for start in range(0, max(map(len, values)), CHUNK):
        works = [
            (partial(tables, m.read, m.shape), held.slice(start, CHUNK).to_pylist())
            for m, held in zip(maps, values, strict=True)
        ]
        for m, found in zip(maps, share_all(works, alone), strict=True):
            _append(con, m.table, pa.concat_tables([m.shape.empty_table(), *found]))
    for m in maps:
        recall(con, m.table, m.query)


def normalise(con: duckdb.DuckDBPyConnection, source: str) -> None:
    """Create name_map, anatomy, code_map, person_map, phone_map, address_map and town_map for a raw table."""
    read_maps(con, source)
    anatomy(con)


def read_maps(con: duckdb.DuckDBPyConnection, source: str) -> None:
    """Create all but anatomy."""
    _make(con, _of_raw(source))
    _make(con, [FORMER])


def anatomy(con: duckdb.DuckDBPyConnection) -> None:
    """Create `anatomy`, one row for each normalised name; names parsed before are not parsed again."""
    query = (
        "SELECT min(part) AS raw "
        "FROM (SELECT part, norm FROM name_map UNION ALL SELECT part, norm FROM former_map) "
        "WHERE norm <> '' GROUP BY norm"
    )
    _make(con, [Map("anatomy", ANATOMY, query, read_anatomies)])
