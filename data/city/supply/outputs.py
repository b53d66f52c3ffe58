"""What is written beside the supplied files: the truth, the rows to be refused, and the list of files."""

import csv
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

BATCH = 500_000
WORD = pa.dictionary(pa.int32(), pa.string())
TRUTH = pa.schema(
    [
        ("file", WORD),
        ("sheet", WORD),
        ("row", pa.int32()),
        ("role", WORD),
        ("kind", WORD),
        ("true_id", pa.string()),
    ]
)
FAULTS = pa.schema(
    [(n, pa.string()) for n in ("file", "sheet")]
    + [("row", pa.int32()), ("column", pa.string()), ("reason", pa.string())]
)
CONTRADICTIONS = pa.schema(
    [(n, pa.string()) for n in ("file", "sheet")]
    + [("row", pa.int32())]
    + [(n, pa.string()) for n in ("column", "case", "note")]
)


@dataclass(frozen=True, slots=True)
class Line:
    """One sheet of one file in the list of files; `file` is relative to the supply folder."""

    file: str
    sheet: str
    deliver: str  # the zip, where the file is a member of one
    unit: str
    supplier: str
    dataset: str
    period: str  # 2023-04, or 2020-01..2020-12
    received_at: str
    rows: int  # data rows, repeated and faulty ones included
    faulty_rows: int
    repeated_rows: int
    kind: str  # first, routine, nil, corrected (again, right now), repeated (same bytes, other name)
    late: bool


class TruthFile:
    """Writes truth.parquet in batches."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.writer = pq.ParquetWriter(folder / "truth.parquet", TRUTH, compression="zstd")
        self.waiting: list[pa.Table] = []
        self.size = 0
        self.faults: list[tuple[str, str, int, str, str]] = []
        self.contradictions: list[tuple[str, str, int, str, str, str]] = []
        self.last: list[tuple[str, str, pd.DataFrame]] = []  # sheets of the file written last

    def add(self, file: str, sheet: str, truth: pd.DataFrame) -> None:
        """Add the truth of one sheet (row, role, kind, true_id)."""
        self.last = [(f, s, t) for f, s, t in self.last if f == file] + [(file, sheet, truth)]
        self._append(file, sheet, truth)

    def repeat(self, file: str, again: str) -> None:
        """Add the truth of the file written last once more, under the name of its copy."""
        for name, sheet, truth in list(self.last):
            if name == file:
                self._append(again, sheet, truth)
        self.faults += [(again, *fault[1:]) for fault in self.faults if fault[0] == file]
        self.contradictions += [(again, *c[1:]) for c in self.contradictions if c[0] == file]

    def _append(self, file: str, sheet: str, truth: pd.DataFrame) -> None:
        if truth.empty:
            return
        size = len(truth)
        columns = [
            constant(file, size), constant(sheet, size), pa.array(truth["row"], pa.int32()),
            words(truth["role"]), words(truth["kind"]), pa.array(truth["true_id"], pa.string()),
        ]  # fmt: skip
        self.waiting.append(pa.table(columns, schema=TRUTH))
        self.size += size
        if self.size >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        if self.waiting:
            self.writer.write_table(pa.concat_tables(self.waiting).unify_dictionaries().combine_chunks())
        self.waiting, self.size = [], 0

    def close(self) -> None:
        """Finish the files."""
        self.flush()
        self.writer.close()
        for name, rows, shape in (
            ("refused", self.faults, FAULTS),
            ("contradictions", self.contradictions, CONTRADICTIONS),
        ):
            columns = [[row[i] for row in rows] for i in range(len(shape))]
            table = pa.table([pa.array(c, t.type) for c, t in zip(columns, shape, strict=True)], schema=shape)
            pq.write_table(table, self.folder / f"{name}.parquet", compression="zstd")


def constant(text: str, size: int) -> pa.DictionaryArray:
    """Return one word repeated."""
    return pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), size), pa.array([text]))


def words(texts: "pd.Series[str]") -> pa.DictionaryArray:
    """Return few distinct words as a dictionary."""
    codes, distinct = pd.factorize(texts)
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), pa.array(distinct, pa.string()))


def write_deliveries(path: Path, lines: list[Line], withheld: list[tuple[str, str, str]]) -> None:
    """Write what was planted among deliveries: dataset, supplier, period, case, file.

    `case` is late, nil, repeated, corrected or missing (a routine delivery that never comes, without a file);
    a file of the first collection has the period `first`, whatever it holds.
    """
    found = [(*supply, "missing", "") for supply in withheld]
    for line in lines:
        period = "first" if line.kind == "first" else line.period
        cases = [line.kind] if line.kind in ("nil", "repeated", "corrected") else []
        cases += ["late"] if line.late and line.kind in ("first", "routine", "nil") else []
        found += [(line.dataset, line.supplier, period, case, line.file) for case in cases]
    names = ("dataset", "supplier", "period", "case", "file")
    columns = list(zip(*sorted(set(found)), strict=True)) or [()] * len(names)
    pq.write_table(pa.table({n: pa.array(c, pa.string()) for n, c in zip(names, columns, strict=True)}), path)


def write_manifest(path: Path, lines: list[Line]) -> None:
    """Write the list of files, ordered by the day they come."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, [f.name for f in fields(Line)])
        writer.writeheader()
        for line in sorted(lines, key=lambda x: (x.received_at, x.file, x.sheet, x.dataset)):
            writer.writerow(asdict(line))
