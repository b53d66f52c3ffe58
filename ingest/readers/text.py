"""Delimited text: strictly UTF-8, else strictly GB18030, never guessed; read by whole columns."""

import csv
import io
from collections.abc import Iterator
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from core.errors import DeliveryError
from ingest.grid import Grid, grid_of_rows, text_column

HEAD: Final = 60  # lines looked at for the number of columns
RAGGED: Final = 2000  # lines of another width that the fast reader may set aside
BLOCK: Final = 8 << 20


def decode(content: bytes) -> str:
    """Return the text; raise DeliveryError that names the line where encodings mix."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="strict")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        first_bad = content.count(b"\n", 0, error.start) + 1
    line = _first_utf8_line(content)
    if line is not None:
        bad, other = (first_bad, "GB18030") if first_bad > line else (line, "UTF-8")
        raise DeliveryError(
            f"文件混有两种编码：第 {bad} 行起是 {other}，其余不是。",
            advice="请把各部分统一存为 UTF-8 后再合并报送。",
        )
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DeliveryError(
            f"第 {line} 行既不是 UTF-8 也不是 GB18030 编码。", advice="请用原系统重新导出，存为 UTF-8。"
        ) from error


def _first_utf8_line(content: bytes) -> int | None:
    """Return the first line that is UTF-8 Hanzi in a file that as a whole is not UTF-8."""
    checked = -1
    for place in _hanzi(content):
        start = content.rfind(b"\n", 0, place) + 1
        if start <= checked:
            continue
        checked = start
        end = content.find(b"\n", start)
        try:
            content[start : end if end >= 0 else len(content)].decode("utf-8-sig")
        except UnicodeDecodeError:
            continue
        return content.count(b"\n", 0, start) + 1
    return None


def _hanzi(content: bytes) -> Iterator[int]:
    """Yield where three Hanzi in UTF-8 stand in a row: no accident in a line that decodes as a whole."""
    for offset in range(0, len(content), BLOCK):
        part = np.frombuffer(content, np.uint8, min(BLOCK + 8, len(content) - offset), offset)
        if len(part) < 9:
            return
        follows = (part & 0xC0) == 0x80
        one = ((part[:-2] - 0xE4) <= 5) & follows[1:-1] & follows[2:]
        for place in np.flatnonzero(one[:-6] & one[3:-3] & one[6:]):
            yield offset + int(place)


def _delimiter(text: str) -> str:
    head = "\n".join(text.split("\n", HEAD)[:HEAD])
    return max(",\t;", key=lambda d: (head.count(d), d == ","))


def read_csv(content: bytes) -> list[Grid]:
    """Read delimited text as one sheet without a name."""
    text = decode(content)
    if "\x00" in text:
        raise DeliveryError("文件不是文本，也不是能识别的表格。", advice="请报送 xlsx、xls 或 csv。")
    if not text.strip():
        return []
    delimiter = _delimiter(text)
    head = list(csv.reader(io.StringIO("\n".join(text.split("\n", HEAD)[:HEAD])), delimiter=delimiter))
    width = max(len(r) for r in head)
    grid = _fast(text, delimiter, width) if width > 1 else None
    return [grid or _slow(text, delimiter)]


def _slow(text: str, delimiter: str) -> Grid:
    csv.field_size_limit(10_000_000)
    try:
        return grid_of_rows("", list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)))
    except csv.Error as error:
        raise DeliveryError(f"csv 写法有误：{error}。", advice="请重新导出。") from error


def _fast(text: str, delimiter: str, width: int) -> Grid | None:
    """Read whole columns; lines of another width are set aside and put back. None: not a case for this."""
    ragged: list[tuple[int, str]] = []

    def set_aside(row: pacsv.InvalidRow) -> str:
        ragged.append((-1 if row.number is None else row.number, row.text))
        return "skip" if len(ragged) <= RAGGED else "error"

    names = [str(i) for i in range(width)]
    try:
        table = pacsv.read_csv(
            pa.py_buffer(text.encode()),
            read_options=pacsv.ReadOptions(column_names=names, use_threads=False, block_size=16 << 20),
            parse_options=pacsv.ParseOptions(
                delimiter=delimiter,
                newlines_in_values='"' in text,
                ignore_empty_lines=False,
                invalid_row_handler=set_aside,
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    if any(number < 1 for number, _ in ragged):
        return None
    columns = [c.combine_chunks() for c in table.columns]
    if ragged:
        lines = {n: next(csv.reader([t], delimiter=delimiter), []) for n, t in ragged}
        if any(len(cells) > width for cells in lines.values()):
            return None
        columns = _put_back(columns, table.num_rows, lines, width)
    return Grid("", [text_column(c) for c in columns], table.num_rows + len(ragged))


def _put_back(
    columns: list[pa.StringArray], rows: int, lines: dict[int, list[str]], width: int
) -> list[pa.StringArray]:
    """Return the columns with the set-aside lines in their places; a line's number counts from 1."""
    order: list[int] = []
    extra, regular = rows, 0
    for number in range(1, rows + len(lines) + 1):
        if number in lines:
            order.append(extra)
            extra += 1
        else:
            order.append(regular)
            regular += 1
    index = pa.array(order)
    cells = [[*c, *[""] * (width - len(c))] for _, c in sorted(lines.items())]
    return [
        pa.concat_arrays([column, pa.array([c[i] for c in cells], pa.string())]).take(index)
        for i, column in enumerate(columns)
    ]
