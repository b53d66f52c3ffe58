"""The only door to the Parquet lake: an append-only store whose snapshot is the ledger's list of files."""

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from core.errors import LakeError
from core.settings import Settings
from ingest import periods
from ingest.contract import Catalogue, DatasetSpec, FieldSpec, FieldType, Mode, load_catalogue
from store.deliveries import files_known_on
from store.ledger import Ledger
from store.tables import LakeFile

ARROW: Final[dict[FieldType, pa.DataType]] = {
    FieldType.INTEGER: pa.int64(),
    FieldType.DECIMAL: pa.decimal128(18, 4),
    FieldType.MONEY: pa.decimal128(18, 2),
    FieldType.AREA: pa.decimal128(18, 2),
    FieldType.DATE: pa.date32(),
}
SQL: Final[dict[FieldType, str]] = {
    FieldType.INTEGER: "BIGINT",
    FieldType.DECIMAL: "DECIMAL(18,4)",
    FieldType.MONEY: "DECIMAL(18,2)",
    FieldType.AREA: "DECIMAL(18,2)",
    FieldType.DATE: "DATE",
}
SOURCE: Final = ("src_delivery", "src_sheet", "src_row", "src_supplier", "src_period", "extra")


def column_type(field: FieldSpec) -> pa.DataType:
    """Return the Arrow type of a field's column; texts, codes and periods are strings."""
    return ARROW.get(field.type, pa.string())


def sql_type(field: FieldSpec) -> str:
    """Return the DuckDB type of a field's column."""
    return SQL.get(field.type, "VARCHAR")


def schema(dataset: DatasetSpec) -> pa.Schema:
    """Return the columns of a lake file: the catalogue's fields, then where the row came from."""
    own = [pa.field(f.key, column_type(f)) for f in dataset.fields]
    source = [pa.field(n, pa.int64() if n == "src_row" else pa.string()) for n in SOURCE]
    return pa.schema(own + source)


def _fsync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write(settings: Settings, dataset: DatasetSpec, period: str, delivery: str, rows: pa.Table) -> LakeFile:
    """Write one file whole or not at all; return its ledger row, which the caller commits.

    Until that row is committed no reader sees the file. The bytes depend on the rows alone.
    """
    relative = Path(dataset.key) / period / f"{delivery}.parquet"
    target = settings.lake / relative
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{delivery}.{os.getpid()}.tmp")
    try:
        pq.write_table(rows.select(schema(dataset).names), temporary, compression="zstd")
        checksum = hashlib.sha256(temporary.read_bytes()).hexdigest()
        _fsync(temporary)
        temporary.replace(target)
        _fsync(target.parent)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise LakeError(f"无法写入数据湖：{error.strerror}", advice="请检查磁盘空间与权限。") from error
    return LakeFile(
        delivery=delivery,
        dataset=dataset.key,
        period=period,
        path=relative.as_posix(),
        rows=rows.num_rows,
        sha256=checksum,
    )


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The lake as it was known at a moment: a list of files and the hash that names their content."""

    lake: Path
    files: tuple[LakeFile, ...]
    hash: str

    def attach(self, con: duckdb.DuckDBPyConnection, datasets: Iterable[str] | None = None) -> None:
        """Create `lake_<dataset>` and `history_<dataset>` in a connection, for every data set or those named.

        Both have the data set's columns typed as the architecture says, `source_key` and `known_from`;
        where nothing was delivered they are empty. `lake_` holds the current state: for `changes` the latest
        row per supplier and key, for `snapshot` each supplier's latest list. `history_` holds every row in
        force.
        """
        catalogue = load_catalogue()
        wanted = (
            list(catalogue.datasets) if datasets is None else [catalogue.dataset(d).key for d in datasets]
        )
        _create_file_table(con, self.lake, self.files)
        for key in wanted:
            _create_views(con, catalogue, key, self)

    def of(self, dataset: str) -> list[LakeFile]:
        """Return this snapshot's files of one data set, in period order; files without rows included."""
        return [f for f in self.files if f.dataset == dataset]

    def paths(self, files: Sequence[LakeFile]) -> list[str]:
        """Return where those files stand, without the empty ones."""
        return [str(self.lake / f.path) for f in files if f.rows]


def snapshot(settings: Settings, ledger: Ledger, known_on: datetime | None = None) -> Snapshot:
    """Return the lake as known now, or as known at a moment (`Delivery.received_at` counts)."""
    with ledger.session() as session:
        found = files_known_on(session, known_on)
    files = sorted(found, key=lambda f: (f.dataset, periods.end(f.period), f.period, f.supplier, f.delivery))
    content = "\n".join(f"{f.dataset}\t{f.period}\t{f.supplier}\t{f.delivery}\t{f.sha256}" for f in files)
    return Snapshot(settings.lake, tuple(files), hashlib.sha256(content.encode()).hexdigest())


def _create_file_table(con: duckdb.DuckDBPyConnection, lake: Path, files: Sequence[LakeFile]) -> None:
    """Create `lake_file_list`: what the views must know of each file beside its rows."""
    table = pa.table(
        {
            "dataset": pa.array([f.dataset for f in files], pa.string()),
            "filename": pa.array([str(lake / f.path) for f in files], pa.string()),
            "src_period_end": pa.array([periods.end(f.period) for f in files], pa.date32()),
            "known_from": pa.array([f.known_from for f in files], pa.timestamp("us")),
        }
    )
    con.register("lake_file_rows", table)
    con.execute("CREATE OR REPLACE TABLE lake_file_list AS SELECT * FROM lake_file_rows")
    con.unregister("lake_file_rows")


def _latest_lists(files: Sequence[LakeFile]) -> list[LakeFile]:
    last: dict[str, str] = {}
    for file in files:
        last[file.supplier] = max(file.period, last.get(file.supplier, file.period), key=periods.end)
    return [f for f in files if f.period == last[f.supplier]]


def _create_views(con: duckdb.DuckDBPyConnection, catalogue: Catalogue, key: str, shot: Snapshot) -> None:
    dataset = catalogue.dataset(key)
    files = shot.of(key)
    _create_dated(con, dataset, f"dated_{key}", shot.paths(files))
    _create_view(con, f"history_{key}", f"SELECT * EXCLUDE (src_period_end) FROM dated_{key}")
    if dataset.mode is Mode.SNAPSHOT:
        _create_dated(con, dataset, f"latest_{key}", shot.paths(_latest_lists(files)))
        _create_view(con, f"lake_{key}", f"SELECT * EXCLUDE (src_period_end) FROM latest_{key}")
    elif dataset.mode is Mode.CHANGES and dataset.keys:
        _create_view(con, f"lake_{key}", _latest_per_key(dataset))
    else:
        _create_view(con, f"lake_{key}", f"SELECT * FROM history_{key}")


def _create_view(con: duckdb.DuckDBPyConnection, name: str, query: str) -> None:
    con.execute(f"CREATE OR REPLACE VIEW {name} AS {query}")


def _create_dated(
    con: duckdb.DuckDBPyConnection, dataset: DatasetSpec, view: str, paths: Sequence[str]
) -> None:
    """Create one view over some files; a field that an older file lacks is empty there."""
    types = {f.key: sql_type(f) for f in dataset.fields} | dict.fromkeys(SOURCE, "VARCHAR")
    types["src_row"] = "BIGINT"
    if not paths:
        types |= {"source_key": "VARCHAR", "known_from": "TIMESTAMP", "src_period_end": "DATE"}
        columns = ", ".join(f'NULL::{t} AS "{n}"' for n, t in types.items())
        _create_view(con, view, f"SELECT {columns} WHERE false")
        return
    missing = [p for p in paths if not Path(p).is_file()]
    if missing:
        raise LakeError(
            f"数据湖缺少文件 {missing[0]}", advice="请从备份恢复该文件，或撤回对应的交付件后重新接收。"
        )
    raw = con.read_parquet(list(paths), union_by_name=True, filename=True)
    raw.create_view(f"raw_{view}", replace=True)
    held = set(raw.columns)
    columns = ", ".join(
        f'r."{n}"::{t} AS "{n}"' if n in held else f'NULL::{t} AS "{n}"' for n, t in types.items()
    )
    key = (
        "f.dataset || '/' || r.src_period || '/' || r.src_delivery || '#' || r.src_sheet || '!' || r.src_row"
    )
    _create_view(
        con,
        view,
        f"SELECT {columns}, {key} AS source_key, f.known_from, f.src_period_end "
        f"FROM raw_{view} r JOIN lake_file_list f USING (filename)",
    )


def _latest_per_key(dataset: DatasetSpec) -> str:
    """SQL of the latest row per supplier and key; rows without any key stand each for itself."""
    keys = ", ".join(f'"{k}"' for k in dataset.keys)
    texts = ", ".join(f'"{k}"::VARCHAR' for k in dataset.keys)
    return (
        f"SELECT * EXCLUDE (src_period_end) FROM dated_{dataset.key} "
        f"QUALIFY row_number() OVER (PARTITION BY src_supplier, {keys}, "
        f"CASE WHEN coalesce({texts}) IS NULL THEN source_key END "
        "ORDER BY src_period_end DESC, known_from DESC, src_delivery DESC, src_sheet DESC, src_row DESC) = 1"
    )
