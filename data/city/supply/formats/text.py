"""Sheets as csv, json and Parquet: whole columns at a time, for tables of millions of rows."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.city.supply.habits import Habit
from data.city.supply.sheet import Sheet

CHUNK = 100_000
SPECIAL = '[",\r\n]'
END = "\r\n"


def quoted(text: str | None) -> str:
    """Return one csv cell."""
    text = text or ""
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in '",\r\n') else text


def quoted_column(texts: pa.Array) -> pa.Array:
    """Return csv cells of a column: quoted only where needed, missing as nothing."""
    texts = pc.fill_null(texts, "")
    special = pc.match_substring_regex(texts, SPECIAL)
    if not pc.any(special).as_py():
        return texts
    marked = pc.binary_join_element_wise('"', pc.replace_substring(texts, '"', '""'), '"', "")
    return pc.if_else(special, marked, texts)


def csv_lines(sheet: Sheet, start: int, end: int) -> str:
    """Return data rows `start` to `end` as csv text."""
    cells = [quoted_column(flat(c.texts, start, end)) for c in sheet.columns]
    lines = pc.binary_join_element_wise(*cells, ",") if len(cells) > 1 else cells[0]
    return "".join(line + END for line in lines.to_pylist())


def flat(texts: pa.Array | pa.ChunkedArray, start: int, end: int) -> pa.Array:
    """Return a slice as one array."""
    part = texts[start:end]
    return part.combine_chunks() if isinstance(part, pa.ChunkedArray) else part


def write_csv(path: Path, sheets: list[Sheet], habit: Habit) -> None:
    """Write one sheet as csv in the habit's encoding; an empty row is a row of commas (one line each)."""
    (sheet,) = sheets
    width = len(sheet.columns)
    with path.open("wb") as file:
        if habit.encoding == "utf-8-sig":
            file.write(b"\xef\xbb\xbf")
        encoding = "gb18030" if habit.encoding == "gb18030" else "utf-8"

        def put(cells: list[str | None]) -> None:
            file.write(
                (",".join(quoted(c) for c in cells + [None] * (width - len(cells))) + END).encode(encoding)
            )

        for line in sheet.above:
            put([line])
        if sheet.two_levels:
            put([c.group or None for c in sheet.columns])
        put(list(sheet.headers))
        write_rows(file, sheet, encoding, put)
        for line in sheet.below:
            put([line])


def write_rows(file: BinaryIO, sheet: Sheet, encoding: str, put: Callable[[list[str | None]], None]) -> None:
    """Write data rows between the inserted ones."""
    start = 0
    for at, cells in [*sheet.inserts, (sheet.size, [])]:
        for low in range(start, at, CHUNK):
            file.write(csv_lines(sheet, low, min(low + CHUNK, at)).encode(encoding))
        start = at
        if cells != []:
            put(cells or [])


def write_json(path: Path, sheets: list[Sheet], habit: Habit) -> None:
    """Write one sheet as a list of objects: header → value, missing as null."""
    (sheet,) = sheets
    columns = []
    for column in sheet.columns:
        plain = column.native is None or column.kind == "date"
        columns.append((column.texts if plain or column.native is None else column.native).to_pylist())
    rows = [dict(zip(sheet.headers, cells, strict=True)) for cells in zip(*columns, strict=True)]
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")


def write_parquet(path: Path, sheets: list[Sheet], habit: Habit) -> None:
    """Write one sheet as Parquet, typed, as a database pushes it."""
    (sheet,) = sheets
    columns = [c.texts if c.native is None else c.native for c in sheet.columns]
    table = pa.table(columns, names=sheet.headers)
    pq.write_table(table, path, compression="zstd")
