"""Distinct raw values → normal forms, as tables in DuckDB."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Final

import duckdb
import pyarrow as pa

from core.beside import share
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


def _batches(con: duckdb.DuckDBPyConnection, query: str) -> Iterator[list[str]]:
    values = [row[0] for row in con.execute(query).fetchall()]
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def load(
    con: duckdb.DuckDBPyConnection, table: str, shape: pa.Schema, batches: Iterable[Sequence[tuple[Any, ...]]]
) -> None:
    """Create `table` from batches of row tuples."""
    insert(con, table, shape, (as_table(shape, rows) for rows in batches))


def insert(con: duckdb.DuckDBPyConnection, table: str, shape: pa.Schema, batches: Iterable[pa.Table]) -> None:
    """Create `table` from batches of that shape."""
    con.register("batch", shape.empty_table())
    con.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM batch")
    for rows in batches:
        if rows.num_rows:
            con.register("batch", rows)
            con.execute(f"INSERT INTO {table} SELECT * FROM batch")
    con.unregister("batch")


def _read(
    con: duckdb.DuckDBPyConnection, read: Read, shape: pa.Schema, batches: Iterable[Sequence[str]]
) -> Iterator[pa.Table]:
    """Yield the rows of batches of values; many are read in two processes where DuckDB has two threads."""
    alone = one_thread(con)
    for batch in batches:
        yield pa.concat_tables(share(partial(tables, read, shape), batch, alone))


def _map(
    con: duckdb.DuckDBPyConnection,
    table: str,
    shape: pa.Schema,
    column: str,
    source: str,
    read: Read,
) -> None:
    query = f"SELECT DISTINCT {column} AS raw FROM {source} WHERE {column} IS NOT NULL"
    new = _batches(con, f"{unread(con, table, query)} ORDER BY 1")
    insert(con, table, shape, _read(con, read, shape, new))
    recall(con, table, query)


def normalise(con: duckdb.DuckDBPyConnection, source: str) -> None:
    """Create name_map, anatomy, code_map, person_map, phone_map, address_map and town_map for a raw table."""
    _map(con, "name_map", NAME_MAP, "name", source, read_names)
    _map(
        con,
        "code_map",
        CODE_MAP,
        "code",
        f"(SELECT code FROM {source} UNION SELECT org_code FROM {source})",
        read_codes,
    )
    _map(con, "person_map", PAIR_MAP, "person", source, read_persons)
    _map(con, "phone_map", PAIR_MAP, "phone", source, read_phones)
    _map(con, "address_map", ADDRESS_MAP, "address", source, read_addresses)
    _map(con, "town_map", PAIR_MAP, "town", source, read_towns)
    _map(
        con,
        "former_map",
        FORMER_MAP,
        "former",
        "(SELECT DISTINCT nullif(former, '') AS former FROM name_map)",
        read_formers,
    )
    anatomy(con)


def anatomy(con: duckdb.DuckDBPyConnection) -> None:
    """Create `anatomy`, one row for each normalised name; names parsed before are not parsed again."""
    query = (
        "SELECT min(part) AS raw "
        "FROM (SELECT part, norm FROM name_map UNION ALL SELECT part, norm FROM former_map) "
        "WHERE norm <> '' GROUP BY norm"
    )
    new = _batches(con, f"{unread(con, 'anatomy', query)} ORDER BY 1")
    insert(con, "anatomy", ANATOMY, _read(con, read_anatomies, ANATOMY, new))
    recall(con, "anatomy", query)
