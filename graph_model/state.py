"""The state hash: one value that is equal exactly when two graphs hold the same nodes and relations."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import duckdb
import pyarrow as pa

from graph_model.schema import PropertyType

MODULUS: Final = 1 << 128
BATCH: Final = 50_000

# Text cannot hold these: the projection cleans line breaks out, and nobody types the others.
ABSENT, BETWEEN, INSIDE = "chr(1)", "chr(31)", "chr(30)"

# A row's hash does not hang on where it stands, so order and threads cannot change the sum. It is added in
# halves, for a sum of 128 bits would overflow.
TOTAL: Final = """
SELECT count(*), sum((h >> 64)::HUGEINT), sum((h & 18446744073709551615::UHUGEINT)::HUGEINT)
FROM (SELECT {hash} AS h FROM {source})
"""
ARROW: Final[dict[PropertyType, pa.DataType]] = {
    "string": pa.string(),
    "strings": pa.list_(pa.string()),
    "integer": pa.int64(),
    "float": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}
PYTHON: Final[dict[PropertyType, type]] = {
    "string": str,
    "strings": list,
    "integer": int,
    "float": float,
    "boolean": bool,
    "date": date,
}


def _cell(name: str, kind: PropertyType) -> str:
    if kind == "float":
        return f'coalesce((round("{name}", 9) + 0.0)::VARCHAR, {ABSENT})'  # -0.0 is 0.0
    if kind == "strings":
        return f"coalesce(nullif(array_to_string(\"{name}\", {INSIDE}), ''), {ABSENT})"
    return f'coalesce("{name}"::VARCHAR, {ABSENT})'


def row_hash(columns: Mapping[str, PropertyType]) -> str:
    """SQL of a row's 128-bit hash; floats keep 9 digits, an empty list counts as a property not there."""
    cells = ", ".join(_cell(name, kind) for name, kind in columns.items())
    return f"md5_number(concat_ws({BETWEEN}, {cells}))"


def table_hash(
    con: duckdb.DuckDBPyConnection, source: str, columns: Mapping[str, PropertyType]
) -> tuple[int, str]:
    """Return how many rows a table of a connection has and the hash of them all, whatever their order."""
    query = TOTAL.format(hash=row_hash(columns), source=source)
    count, high, low = con.execute(query).fetchall()[0]
    return count, f"{((int(high or 0) << 64) + int(low or 0)) % MODULUS:032x}"


def rows_hash(
    con: duckdb.DuckDBPyConnection, rows: Iterable[tuple[Any, ...]], columns: Mapping[str, PropertyType]
) -> tuple[int, str]:
    """Return the same of rows that came from elsewhere, with their values in the order of the columns.

    A value that does not fit its column's type makes the hash differ from every table's.
    """
    count, total, fits = 0, 0, True
    for batch in _batches(rows):
        arrays = _arrays(list(zip(*batch, strict=True)), list(columns.values()))
        if arrays is None:
            count, fits = count + len(batch), False
            continue
        con.register("hashed_rows", pa.table(arrays, names=list(columns)))
        more, digest = table_hash(con, "hashed_rows", columns)
        con.unregister("hashed_rows")
        count, total = count + more, (total + int(digest, 16)) % MODULUS
    return count, f"{total:032x}" if fits else "?"


def _arrays(values: list[tuple[Any, ...]], kinds: Sequence[PropertyType]) -> list[pa.Array] | None:
    """Return columns of values as Arrow's; None where a value is of another type than its column.

    The types are looked at first, for Arrow takes 3.0 for an integer, and a number for a date.
    """
    pairs = list(zip(values, kinds, strict=True))
    if any(not {*map(type, v)} <= {PYTHON[k], type(None)} for v, k in pairs):
        return None
    try:
        return [pa.array(v, ARROW[k]) for v, k in pairs]
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return None  # a list of other things than texts


def _batches(rows: Iterable[tuple[Any, ...]]) -> Iterable[list[tuple[Any, ...]]]:
    batch: list[tuple[Any, ...]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def state_hash(tables: Mapping[str, tuple[int, str]]) -> str:
    """Return the hash of a whole graph from the counts and hashes of its tables."""
    text = "\n".join(f"{name} {count} {digest}" for name, (count, digest) in sorted(tables.items()))
    return hashlib.sha256(text.encode()).hexdigest()
