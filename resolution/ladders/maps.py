"""Distinct raw texts → their parts, as temporary tables: only here do the ladders read single values."""

from collections.abc import Callable, Sequence
from typing import Final

import duckdb
import pyarrow as pa

from resolution.kept import recall, unread

CHUNK: Final = 200_000


def text_map(
    con: duckdb.DuckDBPyConnection,
    table: str,
    query: str,
    columns: Sequence[str],
    read: Callable[[str], Sequence[str]],
) -> None:
    """Create `table` (raw, columns…) from the distinct texts of a query; `read` gives one text a column."""
    names = ("raw", *columns)
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} (" + ", ".join(f"{n} VARCHAR" for n in names) + ")")
    values = f"SELECT DISTINCT raw FROM ({query}) WHERE raw IS NOT NULL"
    query = unread(con, table, values)
    raws = [r[0] for r in con.execute(f"{query} ORDER BY 1").fetchall()]
    for start in range(0, len(raws), CHUNK):
        part = raws[start : start + CHUNK]
        found = list(zip(*((r, *read(r)) for r in part), strict=True))
        con.register(
            "text_map_rows",
            pa.table({n: pa.array(c, pa.string()) for n, c in zip(names, found, strict=True)}),
        )
        con.execute(f"INSERT INTO {table} SELECT * FROM text_map_rows")
        con.unregister("text_map_rows")
    recall(con, table, values)


_ARROW: Final = {
    "VARCHAR": pa.string(),
    "DOUBLE": pa.float64(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
}


def table_of(
    con: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str], rows: Sequence[Sequence[object]]
) -> None:
    """Create `table` with these columns (name → DuckDB type) from rows of Python values."""
    values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    arrays = {
        n: pa.array([str(v) if isinstance(v, str) else v for v in c], _ARROW[t])
        for (n, t), c in zip(columns.items(), values, strict=True)
    }
    con.register("table_of_rows", pa.table(arrays))
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM table_of_rows")
    con.unregister("table_of_rows")
