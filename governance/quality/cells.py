"""Cells of lake files counted: how many are filled, how many codes and dates are possible."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import duckdb
import pyarrow as pa

from core.settings import Settings
from ingest.contract import DatasetSpec, FieldSpec, FieldType
from resolution.identifiers import CodeKind, is_uscc, read_code
from store.tables import LakeFile

EARLIEST: Final = date(1949, 10, 1)
LATEST: Final = date(2099, 12, 31)
"""A date outside is a slip of the pen: none of the data sets speaks of other times."""


@dataclass(slots=True)
class Cells:
    """What one delivery's rows hold: by field, how many cells are filled, checked and wrong."""

    rows: int = 0
    filled: dict[str, int] = field(default_factory=dict)
    checked: dict[str, int] = field(default_factory=dict)
    wrong: dict[str, int] = field(default_factory=dict)

    def share_filled(self, left_out: Iterable[str] = ()) -> float | None:
        """Return the mean share of filled cells over the fields but those left out; None without rows."""
        out = set(left_out)
        counts = [n for key, n in self.filled.items() if key not in out]
        return sum(counts) / (self.rows * len(counts)) if self.rows and counts else None

    def share_valid(self) -> float | None:
        """Return the share of possible values among all that can be checked; None where none can."""
        checked = sum(self.checked.values())
        return 1 - sum(self.wrong.values()) / checked if checked else None


def is_valid_code(text: str) -> bool:
    """Whether a code is a USCC, an organisation code, an older tax or a person's number, as it stands."""
    code = read_code(text)
    return code.kind is not CodeKind.BAD and (code.kind is not CodeKind.USCC or is_uscc(text))


def told_fields(spec: DatasetSpec) -> list[FieldSpec]:
    """Return the fields that a supplier fills in; a column that is read out into others is not one."""
    return [f for f in spec.fields if not f.splits_into]


def count_cells(
    settings: Settings, con: duckdb.DuckDBPyConnection, spec: DatasetSpec, files: Sequence[LakeFile]
) -> dict[str, Cells]:
    """Return what each delivery's files of one data set hold, by delivery.

    Filled cells come from the files' own statistics: nothing is read for them. Of codes only the distinct
    ones are looked at.
    """
    owner = {str(settings.lake / f.path): f.delivery for f in files if f.rows}
    found: dict[str, Cells] = {f.delivery: Cells() for f in files}
    if owner:
        con.register("owner", _pairs("file_name", "delivery", owner))
        _count_filled(con, spec, list(owner), found)
        for checked in spec.fields:
            if checked.type in (FieldType.USCC, FieldType.ORG_CODE):
                _check_codes(con, checked.key, list(owner), found)
            elif checked.type is FieldType.DATE:
                _check_dates(con, checked.key, list(owner), found)
        con.unregister("owner")
    return found


def _pairs(left: str, right: str, pairs: Mapping[str, object]) -> pa.Table:
    return pa.table({left: list(pairs), right: list(pairs.values())})


def _count_filled(
    con: duckdb.DuckDBPyConnection, spec: DatasetSpec, paths: list[str], found: dict[str, Cells]
) -> None:
    query = """
        SELECT delivery, path_in_schema, sum(row_group_num_rows)::BIGINT, sum(stats_null_count)::BIGINT
        FROM parquet_metadata($paths) JOIN owner USING (file_name) GROUP BY ALL ORDER BY ALL"""
    wanted = {f.key for f in told_fields(spec)}
    for delivery, column, rows, nulls in con.execute(query, {"paths": paths}).fetchall():
        if column in wanted:
            found[delivery].rows = rows
            found[delivery].filled[column] = rows - nulls


def _check_codes(
    con: duckdb.DuckDBPyConnection, column: str, paths: list[str], found: dict[str, Cells]
) -> None:
    con.read_parquet(paths, union_by_name=True, filename=True).create_view("checked", replace=True)
    codes = con.execute(f'SELECT DISTINCT "{column}" FROM checked WHERE "{column}" IS NOT NULL').fetchall()
    wrong = [code for (code,) in codes if not is_valid_code(code)]
    con.register("wrong", pa.table({"code": pa.array(wrong, pa.string())}))
    query = f"""
        SELECT delivery, count(*), count(w.code) FROM checked c JOIN owner ON file_name = filename
        LEFT JOIN wrong w ON w.code = c."{column}" WHERE c."{column}" IS NOT NULL GROUP BY 1 ORDER BY 1"""
    _add(found, column, con.execute(query).fetchall())
    con.unregister("wrong")


def _check_dates(
    con: duckdb.DuckDBPyConnection, column: str, paths: list[str], found: dict[str, Cells]
) -> None:
    con.read_parquet(paths, union_by_name=True, filename=True).create_view("checked", replace=True)
    query = f"""
        SELECT delivery, count(*), count(*) FILTER ("{column}" NOT BETWEEN $first AND $last)
        FROM checked JOIN owner ON file_name = filename
        WHERE "{column}" IS NOT NULL GROUP BY 1 ORDER BY 1"""
    _add(found, column, con.execute(query, {"first": EARLIEST, "last": LATEST}).fetchall())


def _add(found: dict[str, Cells], column: str, counts: Iterable[tuple[str, int, int]]) -> None:
    for delivery, checked, wrong in counts:
        found[delivery].checked[column] = checked
        found[delivery].wrong[column] = wrong
