"""What a run keeps for the next one, so that a value read by the same rules is not read again."""

import json
import os
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb

FOLDER: Final = "kept"
NOTE: Final = "kept.json"
READ: Final = {
    "name_map": "raw",
    "former_map": "raw",
    "anatomy": "part",
    "code_map": "raw",
    "person_map": "raw",
    "phone_map": "raw",
    "address_map": "raw",
    "town_map": "raw",
    "prj_title": "raw",
    "prj_site": "raw",
    "prj_town": "raw",
    "prj_number": "raw",
    "prj_estate": "raw",
    "pcl_code": "raw",
    "pcl_certificate": "raw",
    "pcl_site": "raw",
    "pcl_town": "raw",
    "bld_name": "raw",
    "bld_site": "raw",
    "bld_town": "raw",
    "bld_number": "raw",
    "per_site": "raw",
    "per_sound": "raw",
}
"""The maps from a value as supplied to what it says, and the column that holds the value."""

SAID: Final = ("weighed", "scored")
"""What the model said of mentions (resolution.weighed)."""

CARD: Final = r"[0-9０-９]{17}[0-9０-９XxＸｘ]|[0-9０-９]{15}"  # 18 or 15 digits
BETWEEN: Final = r"[\s\p{P}\p{Z}]"  # what people type between the digits

# An identity card is personal data: its digits never leave the lake. So a value that may hold one, in any
# cell and with whatever check digit, is read anew every time, and so are codes of as many digits.
NO_CARD: Final = "WHERE NOT regexp_matches(regexp_replace({key}, ?, '', 'g'), ?)"
LEFT_OUT: Final = {"code_map": "AND kind <> 'person'"}


class Part(NamedTuple):
    """A part of mention_source: a digest of the files it was made from, its rows and their hash."""

    made_from: str
    rows: int
    hash: int


class Kept(NamedTuple):
    """What a finished run left: its folder, the parts of its mention_source, its registry's digest."""

    folder: Path
    parts: dict[str, Part]
    registry: str


def find(run: Path | None, rules: str) -> Kept | None:
    """Return what the run in a folder kept; None where no legible note is there, or other rules made it."""
    if run is None:
        return None
    try:
        said = json.loads((run / FOLDER / NOTE).read_text(encoding="utf-8"))
        if said["rules"] != rules:
            return None
        return Kept(run, {name: Part(*part) for name, part in dict(said["parts"]).items()}, said["registry"])
    except (OSError, ValueError, KeyError, TypeError):  # what was kept can always be made again
        return None


def attach(con: duckdb.DuckDBPyConnection, kept: Kept) -> None:
    """Create `kept_<table>` in a connection for every kept table; duckdb.Error where one is damaged."""
    for table in (*READ, *SAID):
        path = kept.folder / FOLDER / f"{table}.parquet"
        if path.is_file():
            con.read_parquet(str(path)).create_view(f"kept_{table}", replace=True)


def _tables(con: duckdb.DuckDBPyConnection) -> frozenset[str]:
    return frozenset(r[0] for r in con.execute("SELECT table_name FROM information_schema.tables").fetchall())


def is_kept(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Whether the run before kept this map and it is attached."""
    found = con.execute("SELECT 1 FROM duckdb_views() WHERE view_name = ?", [f"kept_{table}"]).fetchall()
    return bool(found)


def unread(con: duckdb.DuckDBPyConnection, table: str, values: str) -> str:
    """Return SQL of the values (a query with the one column `raw`) that the run before did not read."""
    if not is_kept(con, table):
        return values
    return f"SELECT raw FROM ({values}) WHERE raw NOT IN (SELECT {READ[table]} FROM kept_{table})"


def recall(con: duckdb.DuckDBPyConnection, table: str, values: str) -> None:
    """Add to a map what the run before read of the values (a query with the one column `raw`)."""
    if is_kept(con, table):
        query = f"SELECT k.* FROM kept_{table} k SEMI JOIN ({values}) v ON v.raw = k.{READ[table]}"
        con.execute(f"INSERT INTO {table} BY NAME {query}")


def reuse(con: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """Return how many values were taken over from the run before, and how many were read."""
    taken = made = 0
    here = _tables(con)
    for table, key in READ.items():
        if table not in here:
            continue
        rows = con.execute(f"SELECT count(DISTINCT {key}) FROM {table}").fetchall()[0][0]
        known = 0
        if is_kept(con, table):
            both = f"SELECT count(DISTINCT {key}) FROM {table} SEMI JOIN kept_{table} USING ({key})"
            known = con.execute(both).fetchall()[0][0]
        taken, made = taken + known, made + rows - known
    return taken, made


def keep(
    con: duckdb.DuckDBPyConnection, run: Path, rules: str, parts: dict[str, Part], registry: str
) -> None:
    """Write what the next run can use into the folder of a finished one; the note comes last."""
    folder = run / FOLDER
    folder.mkdir(exist_ok=True)
    here = _tables(con)
    for table in (*READ, *SAID):
        if table in here:
            cards = NO_CARD.format(key=READ[table]) if table in READ else ""
            query = f"SELECT * FROM {table} {cards} {LEFT_OUT.get(table, '')}"
            kept = con.sql(query, params=[BETWEEN, CARD] if cards else [])
            kept.write_parquet(str(folder / f"{table}.parquet"), compression="snappy")
    note: dict[str, Any] = {
        "rules": rules,
        "registry": registry,
        "parts": {name: list(part) for name, part in parts.items()},
    }
    unfinished = folder / f"{NOTE}.writing"
    unfinished.write_text(json.dumps(note, indent=1, sort_keys=True), encoding="utf-8")
    os.replace(unfinished, folder / NOTE)
