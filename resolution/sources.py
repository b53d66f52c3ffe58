"""Where each mention stands, in parts by data set and period, so that a delivery touches only its own."""

import os
import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from core.ids import digest
from ingest.lake import Snapshot
from resolution.kept import Kept, Part
from resolution.mentions import COLUMNS, select
from resolution.normalise import TEXT, load
from resolution.roles import Role
from resolution.sql import sql
from store.tables import LakeFile

FOLDER: Final = "mention_source"
THINGS: Final = "things"  # rows of the smaller ladders: they hang on matches, so they are always made anew
LARGE: Final = 20_000
"""Rows from which a data set stands in parts by year, and a year in parts by period."""

SLICE: Final = pa.schema([("dataset", TEXT), ("period", TEXT), ("part", pa.int32())])
TABLE: Final = sql("sources_table")
SUPPLIED: Final = sql("sources_supplied")
ROWS: Final = sql("sources_rows")
PLACE: Final = ("dataset", "role", "src_delivery", "src_sheet", "src_row", "src_period", "src_supplier")
VIEW: Final = sql("sources_view")
OF_PART: Final = "(SELECT * FROM new_source WHERE part IS NOT DISTINCT FROM ?)"


def part_of(files: Sequence[LakeFile]) -> dict[tuple[str, str], str]:
    """Return the part that each data set and period of a snapshot belongs to."""
    rows: Counter[tuple[str, ...]] = Counter()
    for f in files:
        for key in ((f.dataset,), (f.dataset, f.period[:4])):
            rows[key] += f.rows
    found = {}
    for f in files:
        key = (f.dataset, f.period[:4])
        fine = key if rows[key] < LARGE else (f.dataset, f.period)
        found[f.dataset, f.period] = f.dataset if rows[f.dataset,] < LARGE else "-".join(fine)
    return found


def made_from(shot: Snapshot) -> dict[str, str]:
    """Return for each part a digest of the files whose rows stand in it."""
    part = part_of(shot.files)
    files: dict[str, list[str]] = {}
    for f in shot.files:
        told = "\t".join((f.dataset, f.period, f.supplier, f.delivery, f.sha256))
        files.setdefault(part[f.dataset, f.period], []).append(told)
    return {name: digest(*sorted(told), length=24) for name, told in sorted(files.items())}


def numbers(shot: Snapshot) -> dict[str, int]:
    """Return a number for each part: the rows of a part are found by it."""
    return {name: number for number, name in enumerate(made_from(shot))}


def same(kept: Kept | None, shot: Snapshot) -> dict[str, Part]:
    """Return the parts that the run before made from the very files of today."""
    digests = made_from(shot)
    return {
        name: part
        for name, part in sorted(kept.parts.items() if kept is not None else ())
        if kept is not None and digests.get(name) == part.made_from and path(kept.folder, name).is_file()
    }


def build_sources(
    con: duckdb.DuckDBPyConnection, roles: Sequence[Role], shot: Snapshot, kept: Kept | None = None
) -> None:
    """Create mention_source: for every mention where it stands, without a loop over rows.

    Parts that the run before made from the same files are read from its folder; the rows of the others are
    made, into new_source.
    """
    con.execute(TABLE)
    taken, number = same(kept, shot), numbers(shot)
    wanted = [(*key, number[part]) for key, part in sorted(part_of(shot.files).items()) if part not in taken]
    load(con, "source_slice", SLICE, [wanted])
    datasets = {dataset for dataset, _, _ in wanted}
    said = [
        (SUPPLIED.format(columns=select(role), dataset=role.dataset), [role.dataset, role.role, role.dataset])
        for role in roles
        if role.dataset in datasets
    ]
    same_tuple = " AND ".join(f"s.{c} IS NOT DISTINCT FROM t.{c}" for c in COLUMNS)
    if taken:
        _place_together(con, said, same_tuple)
    else:  # all rows of a city at once would take too much memory
        for query, values in said:
            con.execute(ROWS.format(supplied=f"({query})", same=same_tuple), values)
    more = ""
    if kept is not None and taken:
        con.read_parquet([str(path(kept.folder, p)) for p in taken]).create_view("taken_source", replace=True)
        more = "UNION ALL BY NAME SELECT * FROM taken_source"
    con.execute(VIEW.format(more=more))


def _place_together(
    con: duckdb.DuckDBPyConnection, said: Sequence[tuple[str, list[str]]], same_tuple: str
) -> None:
    """Join the few rows of all roles with the tuples in one step."""
    columns = ", ".join(f"{c} VARCHAR" for c in (*COLUMNS, *PLACE))
    con.execute(f"CREATE OR REPLACE TABLE supplied ({columns}, part INTEGER)")
    for query, values in said:
        con.execute(f"INSERT INTO supplied {query}", values)
    con.execute(ROWS.format(supplied="supplied", same=same_tuple))
    con.execute("DROP TABLE supplied")


def path(run: Path, part: str) -> Path:
    """Where a part of a run's mention_source stands."""
    return run / FOLDER / f"{part}.parquet"


def take(kept: Kept, part: str, folder: Path) -> None:
    """Put a part of the run before into another run's folder; where it cannot be linked it is copied."""
    source, target = path(kept.folder, part), path(folder, part)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
