"""Reading a list or a registry of any format into a DuckDB table, row by row as the file has it."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from core.errors import ChanyeError, DeliveryError, NotFoundError
from ingest import readers
from ingest.grid import DATE, EMPTY, NUMBER, Column, Grid
from resolution.matching import delimited
from resolution.matching.columnar import parts_of, shape_of
from resolution.matching.columns import SEARCHED, Head, fields, find_head, head_of, listed, missing
from resolution.matching.levels import levels, with_above

LARGEST_BOOK: Final = 300 << 20  # bytes of a workbook or json file: these are read whole
TEXTS: Final = {".csv", ".txt", ".tsv"}


@dataclass(slots=True)
class Listing:
    """One file in a DuckDB table: row_no, file_row, then c0, c1 … as typed as the file has them."""

    title: str  # what messages call it: 名单 or 登记名录
    path: Path
    table: str
    sheet: str = ""
    headers: list[str] = field(default_factory=list)  # of c0, c1 …, each once
    fields: dict[str, int] = field(default_factory=dict)
    serial: bool = False
    rows: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def place(self) -> str:
        """The file and sheet for messages."""
        return f"{self.title} {self.path.name}" + (f" 工作表“{self.sheet}”" if self.sheet else "")

    @property
    def option(self) -> str:
        """The option that maps its columns."""
        return "--registry-map" if self.table == "registry_raw" else "--map"

    def text(self, key: str) -> str:
        """SQL of a field as text, NULL where the list has none."""
        return f"CAST(c{self.fields[key]} AS VARCHAR)" if key in self.fields else "NULL::VARCHAR"


def read_list(
    con: duckdb.DuckDBPyConnection,
    title: str,
    path: Path,
    table: str,
    wanted: Mapping[str, str],
    sheet: str | None = None,
) -> Listing:
    """Create `table` from a file and return what it holds.

    Raises DeliveryError that names file, sheet and what to do: no name column, locked, damaged, empty.
    """
    if not os.path.isfile(path):
        raise NotFoundError(f"没有{title}文件 {path}。", advice="请核对路径。")
    listing = Listing(title, path, table)
    try:
        with path.open("rb") as file:
            start = file.read(8)
        if not start:
            raise DeliveryError("文件是空的。", advice="请重新导出。")
        if start.startswith(readers.PARQUET):
            _parquet(con, listing, wanted)
        elif path.suffix.lower() in TEXTS and not start.startswith((readers.OLE, readers.ZIP)):
            _delimited(con, listing, wanted)
        else:
            _sheets(con, listing, wanted, sheet)
    except ChanyeError as error:
        if error.message.startswith(title):
            raise
        raise DeliveryError(f"{listing.place}：{error.message}", advice=error.advice) from error
    except OSError as error:
        raise DeliveryError(
            f"{listing.place}：读不出来（{error.strerror or error}）。",
            advice="请核对文件权限，以及磁盘或网络盘。",
        ) from error
    _close(con, listing)
    return listing


def listing_of(
    con: duckdb.DuckDBPyConnection, title: str, table: str, rows: Sequence[Mapping[str, str | None]]
) -> Listing:
    """Create `table` from records by field, as a file with these headers would."""
    keys = [*fields(), "industry"]
    columns = [pa.array([r.get(k) for r in rows], pa.string()) for k in keys]
    numbers = pa.array(range(1, len(rows) + 1), pa.int64())
    shape = pa.schema([("file_row", pa.int64()), *((f"c{i}", pa.string()) for i in range(len(keys)))])
    _insert(con, table, shape, iter([pa.Table.from_arrays([numbers, *columns], schema=shape)]))
    held = {k: i for i, k in enumerate(keys) if any(r.get(k) for r in rows)}
    return Listing(title, Path(title), table, headers=keys, fields=held, rows=len(rows))


def _close(con: duckdb.DuckDBPyConnection, listing: Listing) -> None:
    """Count rows, test whether a weak id is one, refuse a list without rows."""
    table = listing.table
    listing.rows = int(con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])
    if not listing.rows:
        raise DeliveryError(f"{listing.place}：只有表头，没有数据行。", advice="请核对文件。")
    if not listing.serial:
        return
    column = listing.text("id")
    query = f"SELECT count(nullif(trim({column}), '')), count(DISTINCT {column}) FROM {table}"
    filled, distinct = con.execute(query).fetchall()[0]
    if not filled == distinct == listing.rows:
        header = listing.headers[listing.fields.pop("id")]
        listing.notes.append(
            f"{listing.place}：“{header}”列有空白或重复，没有当作编号，以行号代替；"
            f"要用请加 {listing.option} id={header}。"
        )


def _no_name(listing: Listing, rows: Sequence[Sequence[str]], wanted: Mapping[str, str]) -> DeliveryError:
    """Say which columns were seen and how to map one."""
    widest = max(rows, key=lambda r: sum(bool(c.strip()) for c in r), default=[])
    head = next((r for r in rows if len(missing(r, wanted)) < len(wanted)), widest)
    lost = missing(head, wanted)
    if lost:
        return DeliveryError(
            f"{listing.place}：没有表头为“{'”、“'.join(lost)}”的列。", advice=f"现有的列：{listed(head)}。"
        )
    words = "、".join(fields()["name"].words[1:6])
    return DeliveryError(
        f"{listing.place}：没有认出名称列。现有的列：{listed(head)}。",
        advice=f"请用 {listing.option} name=表头 指明哪一列是企业名称，或把表头改为{words}之一。",
    )


def _headers(found: Sequence[str]) -> list[str]:
    """Give every column a header of its own: 列3 where it has none, 名称_2 where two have one."""
    made: list[str] = []
    for number, raw in enumerate(found, 1):
        name = base = " ".join((raw or "").split()) or f"列{number}"
        count = 1
        while name in made:
            count += 1
            name = f"{base}_{count}"
        made.append(name)
    return made


def _keep(listing: Listing, head: Head, headers: Sequence[str]) -> None:
    listing.headers, listing.fields, listing.serial = _headers(headers), head.fields, head.serial


def _insert(con: duckdb.DuckDBPyConnection, table: str, shape: pa.Schema, parts: Iterator[Any]) -> None:
    """Create a table from a stream of batches, rows numbered from 1 in their order."""
    con.register("list_shape", shape.empty_table())
    con.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT 0::BIGINT AS row_no, * FROM list_shape")
    con.unregister("list_shape")
    start = 0
    for part in parts:
        numbers = pa.array(range(start + 1, start + part.num_rows + 1), pa.int64())
        whole = pa.Table.from_arrays([numbers, *part.columns], names=["row_no", *part.schema.names])
        con.register("list_part", whole)
        con.execute(f"INSERT INTO {table} SELECT * FROM list_part")
        con.unregister("list_part")
        start += part.num_rows


def _delimited(con: duckdb.DuckDBPyConnection, listing: Listing, wanted: Mapping[str, str]) -> None:
    path = listing.path
    encoding = delimited.encoding_of(path)
    samples = [(d, delimited.sample(path, encoding, d)) for d in delimited.DELIMITERS]
    heads = [(d, s, find_head([line.cells for line in s], wanted)) for d, s in samples]
    found = [(d, s, h) for d, s, h in heads if h is not None]
    if not found:
        delimiter, lines = max(samples, key=lambda e: max((len(x.cells) for x in e[1]), default=0))
        if not any(c.strip() for x in lines for c in x.cells):
            raise DeliveryError("文件里没有内容。", advice="请重新导出。")
        fault = _no_name(listing, [x.cells for x in lines[:SEARCHED]], wanted)
        if encoding == "gb18030":
            fault.advice = f"{fault.advice}文件按 GB18030 读取，列名若是乱码，请另存为 UTF-8 或 xlsx。"
        raise DeliveryError(fault.message, advice=fault.advice)
    delimiter, lines, head = max(found, key=lambda e: len(e[2].fields))
    row = lines[head.row]
    texts = with_above([x.cells for x in lines], head.row)
    head = head_of(texts, head.row, wanted) or head
    width = len(texts)
    while width > 1 and not texts[width - 1].strip() and max(head.fields.values()) < width - 1:
        width -= 1
    _keep(listing, head, texts[:width])
    even = delimited.even(path, encoding, delimiter, row.number, width)
    stream = delimited.records(path, encoding, delimiter, row.number, width)
    batches = delimited.batches(stream, width) if even is None else iter([even])
    _insert(con, listing.table, delimited.shape(width), batches)
    _settle_more(con, listing, width)


def _settle_more(con: duckdb.DuckDBPyConnection, listing: Listing, width: int) -> None:
    """Keep cells beyond the header as a column of their own, and say where the first stands."""
    table, column = listing.table, f"c{width}"
    query = f"SELECT count(*), min(file_row) FROM {table} WHERE more IS NOT NULL"
    count, first = con.execute(query).fetchall()[0]
    if not count:
        con.execute(f"ALTER TABLE {table} DROP COLUMN more")
        return
    con.execute(f"ALTER TABLE {table} RENAME COLUMN more TO {column}")
    listing.headers = _headers([*listing.headers, "多出的内容"])
    listing.notes.append(
        f"{listing.place}：{count} 行的格数多于表头（第一处在第 {first} 行），多出的放在“多出的内容”列；"
        "名称里有分隔符时请核对。"
    )


def _parquet(con: duckdb.DuckDBPyConnection, listing: Listing, wanted: Mapping[str, str]) -> None:
    try:
        with pq.ParquetFile(listing.path) as file:
            names = list(file.schema_arrow.names)
            head = find_head([names], wanted)
            if head is None:
                raise _no_name(listing, [names], wanted)
            _keep(listing, head, names)
            shape = shape_of(file)
            _insert(con, listing.table, shape, parts_of(file, shape))
    except (pa.ArrowException, OSError) as error:
        raise DeliveryError("Parquet 文件已损坏。", advice="请重新导出或重新传输。") from error


def _sheets(
    con: duckdb.DuckDBPyConnection, listing: Listing, wanted: Mapping[str, str], sheet: str | None
) -> None:
    if listing.path.stat().st_size > LARGEST_BOOK:
        raise DeliveryError("文件过大，无法整本读入。", advice="请另存为 csv 再匹配，csv 多大都能读。")
    grids = _grids(listing)
    if sheet is not None:
        named = [g for g in grids if g.name == sheet]
        if not named:
            names = "、".join(g.name for g in grids if g.name)
            raise DeliveryError(f"没有工作表“{sheet}”，或它是空的。", advice=f"现有的工作表：{names}。")
        grids = named
    heads = [(g, _grid_head(g, wanted)) for g in grids]
    found = [(g, h) for g, h in heads if h is not None]
    if not found:
        listing.sheet = grids[0].name
        raise _no_name(listing, _top(grids[0]), wanted)
    grid, head = found[0]
    listing.sheet = grid.name
    if len(found) > 1:
        others = "、".join(g.name for g, _ in found[1:])
        listing.notes.append(
            f"{listing.place}：其他工作表也有名称列（{others}），没有使用；要用请加 --sheet。"
        )
    texts, start = grid.headers or [], 0
    if grid.headers is None:
        head, texts, start = levels(grid, head, wanted)
    _keep(listing, head, texts)
    arrays = [_typed(c, start) for c in grid.columns]
    numbers = pa.array(range(grid.first_row + start, grid.first_row + grid.rows), pa.int64())
    table = pa.Table.from_arrays(
        [numbers, *arrays], names=["file_row", *(f"c{i}" for i in range(len(arrays)))]
    )
    _insert(con, listing.table, table.schema, iter([table]))


def _grids(listing: Listing) -> list[Grid]:
    try:
        return readers.read(listing.path.name, listing.path.read_bytes())
    except DeliveryError as error:
        advice = (error.advice or "").replace("再报送", "再匹配").replace("报送", "提供")
        empty = error.message.startswith("表是空的")
        raise DeliveryError(error.message, advice="请核对文件。" if empty else advice) from error


def _top(grid: Grid) -> list[list[str]]:
    return [grid.headers] if grid.headers is not None else grid.top(SEARCHED)


def _grid_head(grid: Grid, wanted: Mapping[str, str]) -> Head | None:
    return find_head(_top(grid), wanted)


def _typed(column: Column, start: int) -> pa.Array:
    """Return a column below its header: numbers or dates where all its cells are, else text."""
    text = column.text.slice(start)
    if column.kinds is None:
        return text
    kinds = set(column.kinds[start:].tolist()) - {EMPTY}
    try:
        if kinds == {NUMBER}:
            whole = pc.all(pc.match_substring_regex(text, r"^-?\d{1,15}$")).as_py()
            return text.cast(pa.int64() if whole else pa.float64())
        if kinds == {DATE}:
            return text.cast(pa.date32())
    except pa.ArrowInvalid:
        return text
    return text
