"""Writing the answer: every column of the list as it was, then ours; csv, xlsx or Parquet."""

import csv
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from core.errors import UsageError
from resolution.matching.lists import Listing

ADDED: Final = (
    "match_id", "match_name", "decision", "probability", "weight", "margin", "tier", "reason", "candidates",
)  # fmt: skip
FORMATS: Final = (".csv", ".xlsx", ".parquet")
SHEET_ROWS: Final = 1_048_575  # of data in one sheet, below the header
CELL: Final = 32_767  # characters of a cell
BATCH: Final = 50_000
SHEET: Final = {
    "constant_memory": True,
    "strings_to_urls": False,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
    "default_date_format": "yyyy-mm-dd",
}


def check_target(target: Path, sources: Sequence[Path]) -> None:
    """Raise UsageError where the answer cannot be written there; called before any work."""
    if target.suffix.lower() not in FORMATS:
        raise UsageError(f"输出文件 {target.name} 的扩展名不对。", advice="请写 .csv、.xlsx 或 .parquet。")
    if not os.path.isdir(target.parent):
        raise UsageError(f"没有文件夹 {target.parent}。", advice="请先建立文件夹。")
    if os.path.isdir(target) or any(_same(target, source) for source in sources):
        raise UsageError(f"输出文件 {target} 与输入相同或是文件夹。", advice="请换一个输出文件名。")
    try:
        _working(target).touch()
        _working(target).unlink()
    except OSError as error:
        raise _unwritable(target, error) from error


def _same(one: Path, other: Path) -> bool:
    return os.path.exists(one) and os.path.exists(other) and os.path.samefile(one, other)


def _working(target: Path) -> Path:
    """The file that is written first, beside the target."""
    return target.with_name(f".{target.name}.writing")


def _unwritable(target: Path, error: OSError) -> UsageError:
    return UsageError(
        f"输出文件 {target} 写不了（{error.strerror or error}）。",
        advice="请核对文件夹的权限和磁盘空间，关闭打开着它的程序，或换一个位置。",
    )


def check_rows(target: Path, rows: int) -> None:
    """Raise UsageError where a sheet cannot hold the rows."""
    if target.suffix.lower() == ".xlsx" and rows > SHEET_ROWS:
        raise UsageError(
            f"名单有 {rows:,} 行，一张工作表最多 {SHEET_ROWS:,} 行数据。",
            advice="请输出为 .csv 或 .parquet。",
        )


def kept_headers(listing: Listing) -> list[str]:
    """Return the headers of the list; one that we add ourselves gets （原） behind it."""
    ours = {*ADDED, *([] if "id" in listing.fields else ["id"])}
    taken = set(listing.headers) | ours
    made = []
    for header in listing.headers:
        name = header
        while name in ours or name in made:
            name = f"{name}（原）"
            while name in taken:
                name = f"{name}（原）"
        made.append(name)
    return made


def result(con: duckdb.DuckDBPyConnection, listing: Listing) -> Iterator[pa.Table]:
    """Yield the answer in the order of the list; a list without an id column gets its row number."""
    columns = [f"w.c{i}" for i in range(len(listing.headers))]
    number = [] if "id" in listing.fields else ["w.row_no"]
    ours = [f"r.{c}" if c != "reason" else "coalesce(p.reason, r.reason_key)" for c in ADDED]
    names = [*kept_headers(listing), *(["id"] if number else []), *ADDED]
    selected = ", ".join(f"{c} AS o{i}" for i, c in enumerate([*columns, *number, *ours]))
    query = (
        f"SELECT {selected} FROM {listing.table} w JOIN list_result r USING (row_no) "
        "LEFT JOIN reason_caption p ON p.reason_key = r.reason_key "
        "WHERE w.row_no > ? AND w.row_no <= ? ORDER BY w.row_no"
    )
    for start in range(0, listing.rows, BATCH):
        part = con.sql(query, params=[start, start + BATCH]).to_arrow_table()
        yield part.rename_columns(names)


def write(con: duckdb.DuckDBPyConnection, listing: Listing, target: Path) -> None:
    """Write the answer beside the target first, so that a broken run leaves no half file."""
    check_rows(target, listing.rows)
    working = _working(target)
    writer = {".csv": _csv, ".xlsx": _xlsx, ".parquet": _parquet}[target.suffix.lower()]
    try:
        writer(result(con, listing), working)
        os.replace(working, target)
    except OSError as error:
        raise _unwritable(target, error) from error
    finally:
        with suppress(OSError):
            working.unlink(missing_ok=True)


def _parquet(parts: Iterator[pa.Table], path: Path) -> None:
    first = next(parts)
    with pq.ParquetWriter(path, first.schema, compression="zstd") as file:
        file.write_table(first)
        for part in parts:
            file.write_table(part.cast(first.schema))


def _text(value: Any) -> Any:  # noqa: ANN401  # one cell
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return value


def _csv(parts: Iterator[pa.Table], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="", errors="replace") as file:
        file.write("\ufeff")  # as utf-8-sig does, whose encoder is written in Python
        writer = csv.writer(file)
        for number, part in enumerate(parts):
            if not number:
                writer.writerow(part.column_names)
            columns = [c.to_pylist() for c in part.columns]
            columns = [list(map(_text, c)) if pa.types.is_floating(f.type) else c
                       for c, f in zip(columns, part.schema, strict=True)]  # fmt: skip
            writer.writerows(zip(*columns, strict=True))


def _xlsx(parts: Iterator[pa.Table], path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), SHEET) as book:
        page = book.add_worksheet("匹配结果")
        page.freeze_panes(1, 0)
        at = 0
        for part in parts:
            if not at:
                page.write_row(0, 0, part.column_names, book.add_format({"bold": True}))
            for row in zip(*[c.to_pylist() for c in part.columns], strict=True):
                at += 1
                for column, value in enumerate(row):
                    if value is not None and value != "":
                        page.write(at, column, value[:CELL] if isinstance(value, str) else value)
