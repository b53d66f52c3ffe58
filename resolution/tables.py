"""The resolved tables: their columns and meanings, how they are written, hashed and read."""

import json
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb
import yaml

from core.errors import ResolutionError
from core.settings import Settings
from ingest.lake import Snapshot
from resolution import sources
from resolution.kept import Kept, Part
from store import resolutions
from store.ledger import Ledger
from store.tables import ResolutionRun


class Column(NamedTuple):
    """One column: name, DuckDB type, meaning."""

    name: str
    type: str
    meaning: str


class Table(NamedTuple):
    """One resolved table; rows are ordered by `order`."""

    name: str
    meaning: str
    order: str
    columns: tuple[Column, ...]


def read_tables(path: Path) -> tuple[Table, ...]:
    """Read the definitions of the tables from YAML."""
    found = yaml.safe_load(path.read_text(encoding="utf-8"))["tables"]
    return tuple(
        Table(t["name"], t["meaning"], t["order"], tuple(Column(**c) for c in t["columns"])) for t in found
    )


TABLES: Final = read_tables(Path(__file__).with_name("tables.yaml"))

# A row's hash does not depend on where it stands, so threads and row order cannot change the table's.
HASH: Final = "SELECT count(*), sum(CAST(md5_number_lower(to_json(t)::VARCHAR) AS HUGEINT)) FROM {table} t"
WHOLE: Final = 1 << 64
NOTE: Final = "tables.json"
"""What a run wrote: rows and hash by table."""


def select_sql(table: Table, source: str = "") -> str:
    """SQL that gives a table's columns, typed and ordered, from the working table of the same name."""
    columns = ", ".join(
        f"round({c.name}, 9) AS {c.name}" if c.type == "DOUBLE" else f"CAST({c.name} AS {c.type}) AS {c.name}"
        for c in table.columns
    )
    return f"SELECT {columns} FROM {source or table.name} ORDER BY {table.order}"


def _empty(table: Table) -> str:
    columns = ", ".join(f"NULL::{c.type} AS {c.name}" for c in table.columns)
    return f"SELECT {columns} WHERE false"


def files(folder: Path, name: str) -> list[str]:
    """Return the files of a run's table: one, or the parts of a table that stands in a folder of its own."""
    whole = folder / f"{name}.parquet"
    return [str(whole)] if whole.is_file() else [str(p) for p in sorted((folder / name).glob("*.parquet"))]


class Written(NamedTuple):
    """What was written: rows and hash by table, and the parts of mention_source."""

    tables: dict[str, dict[str, Any]]
    parts: dict[str, Part]


def _write(
    con: duckdb.DuckDBPyConnection, query: str, path: Path, values: Sequence[int | None] = ()
) -> tuple[int, int]:
    """Write one file; return its rows and the sum of their hashes."""
    # What the planner knows of empty cells would go into the file's schema, and hangs on how the rows came.
    con.execute("SET disabled_optimizers = 'statistics_propagation'")
    con.sql(query, params=list(values)).write_parquet(str(path), compression="zstd", row_group_size=122_880)
    con.execute("RESET disabled_optimizers")
    con.read_parquet(str(path)).create_view("written", replace=True)
    rows, total = con.execute(HASH.format(table="written")).fetchall()[0]
    return int(rows), int(total or 0) % WHOLE


def _write_sources(
    con: duckdb.DuckDBPyConnection, table: Table, folder: Path, shot: Snapshot, kept: Kept | None
) -> dict[str, Part]:
    """Write mention_source in parts; what the run before made from the same files is taken over.

    The rows of the smaller ladders are a part of their own, written also without a row: it tells the columns.
    """
    (folder / sources.FOLDER).mkdir()
    found = sources.same(kept, shot)
    if kept is not None:
        for part in found:
            sources.take(kept, part, folder)
    query, digests = select_sql(table, sources.OF_PART), sources.made_from(shot)
    number = sources.numbers(shot)
    for part in [*(part for part in digests if part not in found), sources.THINGS]:
        made = _write(con, query, sources.path(folder, part), [number.get(part)])
        found[part] = Part(digests.get(part, ""), *made)
    return found


def write_tables(
    con: duckdb.DuckDBPyConnection, folder: Path, shot: Snapshot, kept: Kept | None = None
) -> Written:
    """Write every table to a fresh folder beside the others; return rows and hash by table.

    `kept` is the run before, of whose mention_source is taken over what was made from the same files.
    """
    working = folder.with_name(folder.name + ".writing")
    shutil.rmtree(working, ignore_errors=True)
    working.mkdir(parents=True)
    found: dict[str, dict[str, Any]] = {}
    parts: dict[str, Part] = {}
    for table in TABLES:
        if table.name == sources.FOLDER:
            parts = _write_sources(con, table, working, shot, kept)
            rows = sum(p.rows for p in parts.values())
            total = sum(p.hash for p in parts.values())
        else:
            rows, total = _write(con, select_sql(table), working / f"{table.name}.parquet")
        found[table.name] = {"rows": rows, "hash": f"{total % WHOLE:016x}"}
    (working / NOTE).write_text(json.dumps(found, indent=1, sort_keys=True))
    shutil.rmtree(folder, ignore_errors=True)
    os.replace(working, folder)
    return Written(found, parts)


def prune(folder: Path, keep: Iterable[str]) -> None:
    """Delete the tables of runs that are not to be kept; lake and ledger can make them again."""
    kept = set(keep)
    for run in folder.iterdir():
        if run.is_dir() and not run.name.startswith(".") and run.name not in kept:
            shutil.rmtree(run, ignore_errors=True)


def _written(folder: Path) -> frozenset[str]:
    """Return the tables that a run wrote, by its note; all of today's where there is no legible one."""
    try:
        return frozenset(json.loads((folder / NOTE).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return frozenset(t.name for t in TABLES)


@dataclass(frozen=True, slots=True)
class Resolved:
    """The tables of one finished run."""

    run: ResolutionRun
    folder: Path

    def attach(self, con: duckdb.DuckDBPyConnection) -> None:
        """Create one view per resolved table in a connection.

        A table that the run did not know, for an earlier version of the product wrote it, has no rows.
        """
        known = _written(self.folder)
        for table in TABLES:
            if table.name in known:
                con.read_parquet(files(self.folder, table.name)).create_view(table.name, replace=True)
            else:
                select = _empty(table)
                con.execute(f"CREATE OR REPLACE VIEW {table.name} AS {select}")


def latest(settings: Settings, ledger: Ledger) -> Resolved:
    """Return the run that finished last; ResolutionError if there is none or its files are gone."""
    with ledger.session() as session:
        run = resolutions.latest(session)
    if run is None:
        raise ResolutionError("还没有归一结果。", advice="请先运行 chanye resolve。")
    folder = settings.resolved / run.path
    if not folder.is_dir():
        raise ResolutionError(
            f"归一结果 {run.id} 的文件不在 {folder}。", advice="请重新运行 chanye resolve。"
        )
    return Resolved(run, folder)
