"""The resolved tables: their columns and meanings, how they are written, hashed and read."""

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb
import yaml

from core.errors import ResolutionError
from core.settings import Settings
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


def select_sql(table: Table) -> str:
    """SQL that gives a table's columns, typed and ordered, from the working tables of the same name."""
    columns = ", ".join(
        f"round({c.name}, 9) AS {c.name}" if c.type == "DOUBLE" else f"CAST({c.name} AS {c.type}) AS {c.name}"
        for c in table.columns
    )
    return f"SELECT {columns} FROM {table.name} ORDER BY {table.order}"


def write_tables(con: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, dict[str, Any]]:
    """Write every table to a fresh folder beside the others; return rows and hash by table."""
    working = folder.with_name(folder.name + ".writing")
    shutil.rmtree(working, ignore_errors=True)
    working.mkdir(parents=True)
    found: dict[str, dict[str, Any]] = {}
    for table in TABLES:
        path = working / f"{table.name}.parquet"
        con.sql(select_sql(table)).write_parquet(str(path), compression="zstd", row_group_size=122_880)
        con.read_parquet(str(path)).create_view("written", replace=True)
        rows, total = con.execute(HASH.format(table="written")).fetchall()[0]
        found[table.name] = {"rows": int(rows), "hash": f"{int(total or 0) % (1 << 64):016x}"}
    (working / "tables.json").write_text(json.dumps(found, indent=1, sort_keys=True))
    shutil.rmtree(folder, ignore_errors=True)
    os.replace(working, folder)
    return found


def prune(folder: Path, keep: Iterable[str]) -> None:
    """Delete the tables of runs that are not to be kept; lake and ledger can make them again."""
    kept = set(keep)
    for run in folder.iterdir():
        if run.is_dir() and not run.name.startswith(".") and run.name not in kept:
            shutil.rmtree(run, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Resolved:
    """The tables of one finished run."""

    run: ResolutionRun
    folder: Path

    def attach(self, con: duckdb.DuckDBPyConnection) -> None:
        """Create one view per resolved table in a connection."""
        for table in TABLES:
            con.read_parquet(str(self.folder / f"{table.name}.parquet")).create_view(table.name, replace=True)


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
