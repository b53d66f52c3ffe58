"""The resolved tables: their columns and meanings, how they are written, hashed and read."""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb

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


def _table(name: str, meaning: str, order: str, *columns: tuple[str, str, str]) -> Table:
    return Table(name, meaning, order, tuple(Column(*c) for c in columns))


TIMES: Final = (
    ("valid_from", "DATE", "from when in the world; empty: not known"),
    ("valid_to", "DATE", "until when in the world; empty: still, or not known"),
    ("known_from", "TIMESTAMP", "from when in the system"),
    ("known_to", "TIMESTAMP", "until when in the system; empty: still"),
)

TABLES: Final[tuple[Table, ...]] = (
    _table(
        "mention", "One distinct way of naming something, over all data sets and roles.", "mention_id",
        ("mention_id", "VARCHAR", "versioned hash of the normalised fields"),
        ("kind", "VARCHAR", "ent, per, prj, pcl or bld"),
        ("name", "VARCHAR", "the name as it was typed (one of the ways)"),
        ("name_norm", "VARCHAR", "the name, normalised"),
        ("code", "VARCHAR", "the code, normalised; identity cards are left out"),
        ("org_code", "VARCHAR", "组织机构代码, 9 characters"),
        ("person", "VARCHAR", "legal representative or the like"),
        ("phone", "VARCHAR", "telephone number, normalised"),
        ("address", "VARCHAR", "address, normalised"),
        ("town", "VARCHAR", "town or street, full name"),
        ("industry", "VARCHAR", "industry as given"),
        ("rows", "BIGINT", "in how many supplied rows it stands"),
        ("code_kind", "VARCHAR", "uscc, org, tax15, person, bad or none"),
    ),
    _table(
        "mention_source", "Where each mention stands; a cell that names several gives several parts.",
        "dataset, role, delivery, sheet, row, part_no",
        ("mention_id", "VARCHAR", "→ mention"), ("dataset", "VARCHAR", "key of the data set"), ("role", "VARCHAR", "role in the catalogue"),
        ("part_no", "INTEGER", "place in the cell, from 0"), ("delivery", "VARCHAR", "→ ledger"), ("sheet", "VARCHAR", "sheet of the file"),
        ("row", "BIGINT", "row as a spreadsheet shows it"), ("period", "VARCHAR", "period of the delivery"), ("supplier", "VARCHAR", "who delivered"),
    ),
    _table(
        "candidate", "The best candidates of mentions that the model scored.", "mention_id, rank",
        ("mention_id", "VARCHAR", "→ mention"), ("entity_id", "VARCHAR", "→ entity"), ("rank", "INTEGER", "from 1"),
        ("weight", "DOUBLE", "match weight in bits, prior included"), ("rule", "VARCHAR", "the first blocking rule that found the pair"),
    ),
    _table(
        "match", "What became of each mention: one row per mention.", "mention_id",
        ("mention_id", "VARCHAR", "→ mention"),
        ("entity_id", "VARCHAR", "the entity matched or proposed for review; empty where none"),
        ("decision", "VARCHAR", "match, review, none or ambiguous"), ("tier", "VARCHAR", "the rung that decided"),
        ("weight", "DOUBLE", "match weight in bits (model only)"), ("margin", "DOUBLE", "lead over the second entity in bits; empty without a second"),
        ("probability", "DOUBLE", "probability of the weight"), ("reason", "VARCHAR", "member of resolution.reasons.Reason"),
        ("runner_up", "VARCHAR", "the second entity, or the one rejected"), ("model", "INTEGER", "number of the model version"), *TIMES,
        ("own_entity_id", "VARCHAR", "the unregistered entity of a firm that no registry holds"),
    ),
    _table(
        "entity", "One enterprise or other named thing.", "entity_id",
        ("entity_id", "VARCHAR", "canonical id"), ("kind", "VARCHAR", "ent, per, prj, pcl or bld"), ("anchor", "VARCHAR", "what the id is a hash of"),
        ("registered", "BOOLEAN", "in the registry: market supervision, else tax registration"), ("name", "VARCHAR", "present name"),
        ("code", "VARCHAR", "统一社会信用代码"), ("town", "VARCHAR", "town or street"), ("address", "VARCHAR", "address as registered"),
        ("person", "VARCHAR", "legal representative or owner"), ("phone", "VARCHAR", "telephone"), ("scope", "VARCHAR", "经营范围"),
        ("industry", "VARCHAR", "industry section of the tax registration"), ("status", "VARCHAR", "纳税人状态"),
        ("form", "VARCHAR", "企业, 个体工商户, 分支机构, 农民专业合作社, 机关团体, 未登记"), ("parent_id", "VARCHAR", "the firm whose branch it is (BRANCH_OF)"), *TIMES,
        ("predecessor_id", "VARCHAR", "个转企 under a new code: the 个体工商户 it was before"),
        ("name_norm", "VARCHAR", "present name, normalised"),
        ("in_market", "BOOLEAN", "listed by market supervision (else known from tax registration only)"),
    ),
    _table(
        "entity_name", "Names of entities over time.", "entity_id, kind, name",
        ("entity_id", "VARCHAR", "→ entity"), ("name", "VARCHAR", "the name"), ("kind", "VARCHAR", "current, former or alias"),
        ("valid_from", "DATE", "first seen, where a change was seen"), ("valid_to", "DATE", "last seen before the change"),
        ("source_key", "VARCHAR", "the source record that shows it"),
    ),
    _table(
        "redirect", "Ids that gave way to others.", "old",
        ("old", "VARCHAR", "id no longer used"), ("new", "VARCHAR", "id used instead"), ("since", "TIMESTAMP", "since when"), ("reason", "VARCHAR", "why"),
    ),
)  # fmt: skip

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
