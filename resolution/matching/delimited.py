"""Delimited text as a stream of record batches: a file of any size in little memory, no row lost."""

import codecs
import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import pyarrow as pa
from pyarrow import csv as arrow_csv

from core.errors import DeliveryError
from ingest.readers.text import decode

WHOLE: Final = 64 << 20  # bytes up to which mixed encodings are looked for in the whole text
CHUNK: Final = 8 << 20
BATCH: Final = 50_000
LONGEST: Final = 10_000_000  # characters of one cell
SAMPLED: Final = 60  # lines looked at for the header
MOST_ZEROS: Final = 20  # one byte in so many may be zero in a text that was badly exported
_ODD: Final = (b'"', b"\x00", b"\n\n", b"\n\r\n")  # quotes, zeros and empty lines are for `records`
DELIMITERS: Final = ",\t;|"


class Line(NamedTuple):
    """One record of the text and the line of the file it ends in."""

    number: int
    cells: list[str]


def _decodes(path: Path, encoding: str) -> int | None:
    """Return None where the whole file decodes, else the number of the first line that does not."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    line = 1
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            try:
                line += decoder.decode(chunk).count("\n")
            except UnicodeDecodeError as error:
                return line + chunk.count(b"\n", 0, error.start)
    return None


def encoding_of(path: Path) -> str:
    """Return the encoding of a text file, tested strictly; raise DeliveryError that names the line."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if head.count(b"\x00") * MOST_ZEROS > len(head):
        raise DeliveryError("文件不是文本，也不是能识别的表格。", advice="请另存为 xlsx 或 csv。")
    if _decodes(path, "utf-8-sig") is None:
        return "utf-8-sig"
    if path.stat().st_size <= WHOLE:
        decode(path.read_bytes())
        return "gb18030"
    line = _decodes(path, "gb18030")
    if line is not None:
        raise DeliveryError(
            f"第 {line} 行既不是 UTF-8 也不是 GB18030 编码。", advice="请用原系统重新导出，存为 UTF-8。"
        )
    return "gb18030"


def _swallowed(cells: Sequence[str], delimiter: str, width: int) -> bool:
    """Whether a cell holds whole lines of the file: a quotation mark was never closed."""
    for cell in cells:
        if "\n" in cell:
            inner = cell.split("\n")[1:]
            if width > 1 and all(line.count(delimiter) >= width - 1 for line in inner if line.strip()):
                return any(line.strip() for line in inner)
            if len(inner) > SAMPLED:
                return True
    return False


def lines(path: Path, encoding: str, delimiter: str, width: int = 0) -> Iterator[Line]:
    """Yield the records of a text file; `width` > 0 checks quotation marks against that many columns."""
    csv.field_size_limit(LONGEST)
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader((line.replace("\x00", "") for line in file), delimiter=delimiter)
        before = 0
        try:
            for cells in reader:
                if width and reader.line_num > before + 1 and _swallowed(cells, delimiter, width):
                    raise DeliveryError(
                        f"第 {before + 1} 行的双引号没有成对，后面的行会被当成同一格。",
                        advice="请补上或删去这一行的双引号，或另存为 xlsx。",
                    )
                yield Line(before + 1, cells)
                before = reader.line_num
        except csv.Error as error:
            raise DeliveryError(f"第 {before + 1} 行写法有误：{error}。", advice="请重新导出。") from error


def sample(path: Path, encoding: str, delimiter: str) -> list[Line]:
    """Return the first records."""
    found: list[Line] = []
    for line in lines(path, encoding, delimiter):
        found.append(line)
        if len(found) >= SAMPLED:
            break
    return found


def records(path: Path, encoding: str, delimiter: str, after: int, width: int) -> Iterator[Line]:
    """Yield the records behind line `after`; an empty line is a row of a list of one column only.

    Empty lines at the end of the file are none.
    """
    empty: list[Line] = []
    for line in lines(path, encoding, delimiter, width):
        if line.number <= after:
            continue
        if not line.cells:
            empty.append(line)
            continue
        if width == 1:
            yield from empty
        empty.clear()
        yield line


def even(path: Path, encoding: str, delimiter: str, after: int, width: int) -> pa.Table | None:
    """Return the rows behind line `after` at once where every line has `width` cells and none needs quotes.

    It is what `batches` make of `records`, in a tenth of the time; None where the file is not so plain.
    """
    if encoding != "utf-8-sig" or path.stat().st_size > WHOLE or width < 2:
        return None
    mark = delimiter.encode()
    text = path.read_bytes().replace(mark + b'""', mark)  # an empty cell, as many write it
    ends = text.count(b"\n")
    returns = text.count(b"\r\n")
    if returns not in (0, ends) or text.count(b"\r") != returns or any(odd in text for odd in _ODD):
        return None
    names = [f"c{i}" for i in range(width)]
    try:
        found = arrow_csv.read_csv(
            pa.py_buffer(text),
            arrow_csv.ReadOptions(column_names=names, skip_rows=after, use_threads=False),
            arrow_csv.ParseOptions(delimiter=delimiter, quote_char=False, ignore_empty_lines=False),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    rows = found.num_rows
    if rows != ends + (not text.endswith(b"\n")) - after:
        return None
    numbers = pa.array(range(after + 1, after + rows + 1), pa.int64())
    return pa.Table.from_arrays([numbers, *found.columns, pa.nulls(rows, pa.string())], schema=shape(width))


def batches(found: Iterator[Line], width: int) -> Iterator[pa.RecordBatch]:
    """Yield file_row, c0 … c{width-1} and `more`: cells beyond the header, joined by 、."""
    held: list[Line] = []
    for line in found:
        held.append(line)
        if len(held) >= BATCH:
            yield _batch(held, width)
            held = []
    if held:
        yield _batch(held, width)


def shape(width: int) -> pa.Schema:
    """Return the schema of the batches."""
    columns = [(f"c{i}", pa.string()) for i in range(width)]
    return pa.schema([("file_row", pa.int64()), *columns, ("more", pa.string())])


def _batch(held: Sequence[Line], width: int) -> pa.RecordBatch:
    full = [
        line.cells if len(line.cells) == width else [*line.cells[:width], *[""] * (width - len(line.cells))]
        for line in held
    ]
    more = ["、".join(c for c in line.cells[width:] if c.strip()) or None for line in held]
    columns = [pa.array(c, pa.string()) for c in zip(*full, strict=True)]
    numbers = pa.array([line.number for line in held], pa.int64())
    return pa.RecordBatch.from_arrays([numbers, *columns, pa.array(more, pa.string())], schema=shape(width))
