"""A delivery beside what is in force: what it would change, and figures that jump by ten thousand."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from core.duck import connect
from core.settings import Settings
from ingest.contract import DatasetSpec, FieldType
from ingest.validate import Finding
from store.tables import LakeFile

JUMP: Final = (2_500, 40_000)
"""Ratios of medians that a slip between 元 and 万元 gives."""
MEASURES: Final = {FieldType.MONEY, FieldType.AREA, FieldType.DECIMAL}


def medians(spec: DatasetSpec, rows: pa.Table) -> dict[str, float]:
    """Return the median of the absolute, non-zero values of every measured field."""
    found: dict[str, float] = {}
    for field in spec.fields:
        if field.type in MEASURES and rows.num_rows:
            values = pc.cast(rows[field.key], pa.float64()).to_numpy()
            values = np.abs(values[~np.isnan(values)])
            values = values[values > 0]
            if len(values):
                found[field.key] = round(float(np.median(values)), 4)
    return found


def jumps(
    spec: DatasetSpec, now: Mapping[str, float], before: Sequence[Mapping[str, float]]
) -> list[Finding]:
    """Return a finding for every field whose median moved by about 10⁴ against earlier deliveries."""
    found = []
    for key, value in now.items():
        earlier = [b[key] for b in before if b.get(key)]
        if not earlier:
            continue
        usual = float(np.median(earlier))
        ratio = max(value / usual, usual / value)
        if JUMP[0] <= ratio <= JUMP[1]:
            side = "大" if value > usual else "小"
            label = spec.field(key).label
            text = f"“{label}”比以往{side}约一万倍（中位数 {value:g}，以往 {usual:g}），请核对单位"
            found.append(Finding("unit_jump", text, 1))
    return found


def difference(
    settings: Settings, spec: DatasetSpec, rows: pa.Table, old: Sequence[LakeFile]
) -> dict[str, int]:
    """Return how many rows a delivery adds, removes, changes and leaves as they are, against files in force.

    Rows are told apart by the data set's keys; without keys a changed row counts as removed and added.
    """
    columns = [f.key for f in spec.fields]
    held = [pq.read_table(settings.lake / f.path) for f in old if f.rows]
    before = pa.concat_tables([t.select(columns) for t in held]) if held else rows.select(columns).slice(0, 0)
    con = connect(settings)
    con.register("now", rows.select(columns))
    con.register("before", before)
    same = _count(con, "SELECT * FROM now INTERSECT ALL SELECT * FROM before")
    added, removed, changed = rows.num_rows - same, before.num_rows - same, 0
    if spec.keys and added and removed:
        keys = ", ".join(f'"{k}"' for k in spec.keys)
        changed = _count(
            con,
            f"SELECT {keys} FROM (SELECT * FROM now EXCEPT ALL SELECT * FROM before) "
            f"INTERSECT ALL SELECT {keys} FROM (SELECT * FROM before EXCEPT ALL SELECT * FROM now)",
        )
    con.close()
    return {"added": added - changed, "removed": removed - changed, "changed": changed, "same": same}


def _count(con: "object", query: str) -> int:
    rows = con.execute(f"SELECT count(*) FROM ({query})").fetchall()  # type: ignore[attr-defined]
    return int(rows[0][0])


def duplicates(spec: DatasetSpec, rows: pa.Table) -> tuple[pa.Array | None, int, list[Finding]]:
    """Return which rows to keep (None: all), how many exact repeats go, and what contradicts itself.

    Only data sets with keys are looked at: elsewhere equal rows are usually two facts. Rows without any key
    are left alone.
    """
    if not spec.keys or rows.num_rows < 2:
        return None, 0, []
    frame = rows.select(list(spec.keys)).to_pandas()
    suspects = np.flatnonzero(frame.duplicated(keep=False).to_numpy() & frame.notna().any(axis=1).to_numpy())
    if not len(suspects):
        return None, 0, []
    own = rows.take(pa.array(suspects)).select([*[f.key for f in spec.fields], "extra"]).to_pandas()
    exact = own.duplicated(keep="first").to_numpy()
    rest = own[~exact]
    conflicting = int(rest.duplicated(subset=list(spec.keys), keep=False).sum())
    keep = np.ones(rows.num_rows, bool)
    keep[suspects[exact]] = False
    labels = "、".join(spec.field(k).label for k in spec.keys)
    found = []
    if exact.any():
        found.append(
            Finding("duplicate", f"有 {int(exact.sum())} 行与前面的行完全相同，只计一次", int(exact.sum()))
        )
    if conflicting:
        text = f"有 {conflicting} 行的“{labels}”相同而内容不同，都已保留，请核对"
        found.append(Finding("conflict", text, conflicting))
    return (pa.array(keep) if exact.any() else None), int(exact.sum()), found
