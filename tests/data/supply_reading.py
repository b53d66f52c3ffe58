"""Reading supplied files back with libraries that had no part in writing them."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
from python_calamine import CalamineWorkbook

Rows = list[list[Any]]
ENCODINGS = ("utf-8-sig", "gb18030")


def decoded(content: bytes) -> str:
    """Decode as strict UTF-8, else GB18030."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def csv_rows(content: bytes) -> Rows:
    """Return every record of a csv file."""
    return [list(r) for r in csv.reader(io.StringIO(decoded(content), newline=""))]


def records(table: list[dict[str, Any]]) -> Rows:
    """Return records of json or Parquet; their headers are no row."""
    return [list(r.values()) for r in table]


def sheets(content: bytes, suffix: str) -> dict[str, Rows]:
    """Return the rows of each sheet; row 1 of the file is the first of the list."""
    if suffix == ".xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        return {p.title: [list(r) for r in p.iter_rows(values_only=True)] for p in book.worksheets}
    if suffix in (".xls", ".et"):
        old = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return {n: old.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in old.sheet_names}
    if suffix == ".csv":
        return {"": csv_rows(content)}
    if suffix == ".json":
        return {"": records(json.loads(content))}
    return {"": records(pq.read_table(io.BytesIO(content)).to_pylist())}


def members(path: Path) -> dict[str, bytes]:
    """Return the files of an archive, names read as GBK where nothing says UTF-8."""
    with zipfile.ZipFile(path, metadata_encoding="gbk") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def read_all(supply: Path) -> dict[tuple[str, str], Rows]:
    """Return the rows of every sheet of every file below a supply folder, keyed as the truth keys them."""
    found: dict[tuple[str, str], Rows] = {}
    for path in sorted(p for p in supply.rglob("*") if p.is_file()):
        name = path.relative_to(supply).as_posix()
        files = members(path) if path.suffix == ".zip" else {"": path.read_bytes()}
        for member, content in files.items():
            file = f"{name}/{member}" if member else name
            for sheet, rows in sheets(content, Path(file).suffix).items():
                found[file, sheet] = rows
    return found
