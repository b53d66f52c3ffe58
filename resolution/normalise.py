"""Distinct raw values → normal forms, as tables in DuckDB: only here Python meets single values."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

import duckdb
import pyarrow as pa

from resolution.addresses import read_address, town_of
from resolution.cells import split_cell
from resolution.identifiers import CodeKind, read_code, read_phone
from resolution.kept import recall, unread
from resolution.names import Name, NameKind, parse_name
from resolution.pinyin import reading

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
    [("raw", TEXT), ("value", TEXT), ("town", TEXT), ("village", TEXT), ("spot", TEXT)]
)

_SOUND: dict[str, str] = {}
_FOLDS: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))


def _sound(char: str) -> str:
    """Return the folded pinyin of one character: zh = z, ang = an, as the ear here hears them."""
    known = _SOUND.get(char)
    if known is None:
        known = reading(char) if not char.isascii() else char.lower()
        for old, new in _FOLDS:
            known = known.replace(old, new)
        _SOUND[char] = known
    return known


def sound(text: str) -> str:
    """Return the folded pinyin of a text, character by character (phrases misread place names)."""
    return " ".join(map(_sound, text))


def deletions(text: str) -> list[str]:
    """Return the text and all it becomes by losing one character: two texts one slip apart share one."""
    if len(text) < 3:
        return [text] if text else []
    return sorted({text, *(text[:i] + text[i + 1 :] for i in range(len(text)))})


def _anatomy_row(part: str, name: Name) -> tuple[Any, ...]:
    return (
        name.norm, part, name.kind, name.place, name.relation, name.town, name.brand, name.trade,
        name.trade_class,
        name.form, name.form_class, name.core, name.branch, name.parent,
        sound(name.core), sound(name.brand), "".join(sorted(name.core)), deletions(name.core),
    )  # fmt: skip


def name_rows(raw: str) -> list[tuple[Any, ...]]:
    """Return one row of NAME_MAP for each name in a cell."""
    parts = split_cell(raw) or (raw,)
    return [(raw, i, len(parts), p, (n := parse_name(p)).norm, n.former) for i, p in enumerate(parts)]


def _batches(con: duckdb.DuckDBPyConnection, query: str) -> Iterator[list[str]]:
    values = [row[0] for row in con.execute(query).fetchall()]
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def load(
    con: duckdb.DuckDBPyConnection, table: str, shape: pa.Schema, batches: Iterable[Sequence[tuple[Any, ...]]]
) -> None:
    """Create `table` from batches of row tuples."""
    con.register("empty_shape", shape.empty_table())
    con.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM empty_shape")
    con.unregister("empty_shape")
    for rows in batches:
        if rows:
            columns = [pa.array(c, type=f.type) for c, f in zip(zip(*rows, strict=True), shape, strict=True)]
            con.register("batch", pa.Table.from_arrays(columns, schema=shape))
            con.execute(f"INSERT INTO {table} SELECT * FROM batch")
            con.unregister("batch")


def _map(
    con: duckdb.DuckDBPyConnection,
    table: str,
    shape: pa.Schema,
    column: str,
    source: str,
    read: Callable[[str], list[tuple[Any, ...]]],
) -> None:
    query = f"SELECT DISTINCT {column} AS raw FROM {source} WHERE {column} IS NOT NULL"
    new = _batches(con, f"{unread(con, table, query)} ORDER BY 1")
    load(con, table, shape, ([row for v in batch for row in read(v)] for batch in new))
    recall(con, table, query)


def _code_row(raw: str) -> list[tuple[Any, ...]]:
    code = read_code(raw)
    # an identity card is personal data: its digits never leave the lake
    return [(raw, code.kind, "" if code.kind == CodeKind.PERSON else code.value, code.org)]


def _person_row(raw: str) -> list[tuple[Any, ...]]:
    name = parse_name(raw)
    return [(raw, name.norm if name.kind == NameKind.PERSON else "")]


def _address_row(raw: str) -> list[tuple[Any, ...]]:
    a = read_address(raw)
    return [(raw, a.norm, a.town, a.village, a.spot)]


def normalise(con: duckdb.DuckDBPyConnection, source: str) -> None:
    """Create name_map, anatomy, code_map, person_map, phone_map, address_map and town_map for a raw table."""
    _map(con, "name_map", NAME_MAP, "name", source, name_rows)
    _map(
        con,
        "code_map",
        CODE_MAP,
        "code",
        f"(SELECT code FROM {source} UNION SELECT org_code FROM {source})",
        _code_row,
    )
    _map(con, "person_map", PAIR_MAP, "person", source, _person_row)
    _map(con, "phone_map", PAIR_MAP, "phone", source, lambda v: [(v, read_phone(v))])
    _map(con, "address_map", ADDRESS_MAP, "address", source, _address_row)
    _map(con, "town_map", PAIR_MAP, "town", source, lambda v: [(v, town_of(v))])
    _map(
        con,
        "former_map",
        FORMER_MAP,
        "former",
        "(SELECT DISTINCT nullif(former, '') AS former FROM name_map)",
        _former_row,
    )
    anatomy(con)


def _former_row(raw: str) -> list[tuple[Any, ...]]:
    return [(raw, raw, parse_name(raw).norm)]


def anatomy(con: duckdb.DuckDBPyConnection) -> None:
    """Create `anatomy`, one row for each normalised name; names parsed before are not parsed again."""
    query = (
        "SELECT min(part) AS raw "
        "FROM (SELECT part, norm FROM name_map UNION ALL SELECT part, norm FROM former_map) "
        "WHERE norm <> '' GROUP BY norm"
    )
    new = _batches(con, f"{unread(con, 'anatomy', query)} ORDER BY 1")
    own = ([_anatomy_row(p, parse_name(p)) for p in batch] for batch in new)
    load(con, "anatomy", ANATOMY, own)
    recall(con, "anatomy", query)
