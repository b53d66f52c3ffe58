"""A sheet as columns of text: what every reader gives, whatever the format was."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

EMPTY: Final = 0
TEXT: Final = 1
NUMBER: Final = 2
DATE: Final = 3
EXACT_DIGITS: Final = 15
"""A spreadsheet keeps 15 digits of a number (IEEE 754 double); later ones are gone."""

Kinds = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Column:
    """Cells as text, null where empty; `kinds` says which cells were numbers or dates, None: all text."""

    text: pa.StringArray
    kinds: Kinds | None = None

    def kind(self, row: int) -> int:
        """Return what kind of cell stands in a row."""
        return TEXT if self.kinds is None else int(self.kinds[row])

    def take(self, rows: npt.NDArray[np.int64]) -> "Column":
        """Return these rows only."""
        return Column(self.text.take(pa.array(rows)), None if self.kinds is None else self.kinds[rows])


@dataclass(slots=True)
class Grid:
    """One sheet; row i stands in row `first_row + i` of the file as a spreadsheet shows it.

    `headers` is given where the format itself names columns (json, Parquet): the grid holds records only.
    `merged` holds (top, left, bottom, right), counted from 0, all inclusive.
    """

    name: str
    columns: list[Column]
    rows: int
    first_row: int = 1
    headers: list[str] | None = None
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def top(self, count: int) -> list[list[str]]:
        """Return the first rows as lists of text, empty cells as empty text."""
        parts = [c.text.slice(0, count).to_pylist() for c in self.columns]
        return [[p[i] or "" for p in parts] for i in range(min(count, self.rows))]

    def row(self, index: int) -> list[str]:
        """Return one row as text."""
        return [c.text[index].as_py() or "" for c in self.columns]


def number_text(value: float | int) -> str:
    """Write a number as a spreadsheet shows it: 15 significant digits, whole numbers without a point."""
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return format(value, f".{EXACT_DIGITS}g")


def cell(value: Any) -> tuple[str | None, int]:  # noqa: ANN401  # whatever a reader returns
    """Return the text and the kind of one cell."""
    if value is None or value == "":
        return None, EMPTY
    if isinstance(value, str):
        return (value, TEXT) if value.strip() else (None, EMPTY)
    if isinstance(value, bool):
        return ("是" if value else "否"), TEXT
    if isinstance(value, int | float):
        return (None, EMPTY) if value != value else (number_text(value), NUMBER)
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return (value.date().isoformat() if midnight else value.isoformat(" ", "seconds")), DATE
    if isinstance(value, date):
        return value.isoformat(), DATE
    return (str(value), TEXT) if not isinstance(value, timedelta | time) else (str(value), DATE)


def column_of(values: Sequence[Any]) -> Column:
    """Return a column of mixed cells."""
    if all(type(v) is str for v in values):
        return text_column(pa.array(values, pa.string()))
    if all(type(v) is str or v is None for v in values):
        return text_column(pa.array(values, pa.string()))
    pairs = [cell(v) for v in values]
    kinds = np.fromiter((k for _, k in pairs), np.uint8, len(pairs))
    return Column(pa.array([t for t, _ in pairs], pa.string()), kinds)


def text_column(text: pa.StringArray) -> Column:
    """Return a column of text cells; blank ones become null."""
    blank = pc.or_(pc.equal(text, ""), pc.utf8_is_space(text))
    return Column(pc.if_else(blank, pa.scalar(None, pa.string()), text))


def grid_of_rows(name: str, rows: Sequence[Sequence[Any]], first_row: int = 1) -> Grid:
    """Return a grid of rows of any cells; shorter rows are filled up."""
    width = max((len(r) for r in rows), default=0)
    if any(len(r) != width for r in rows):
        rows = [[*r, *[None] * (width - len(r))] for r in rows]
    columns = [column_of(values) for values in zip(*rows, strict=True)]
    return Grid(name, columns, len(rows), first_row)


def filled_down(grid: Grid, data_start: int) -> int:
    """Write each merged range's value into all its cells below `data_start`; return how many were filled."""
    ranges = [r for r in grid.merged if r[0] >= data_start and r[2] > r[0]]
    by_column: dict[int, list[tuple[int, int, int, int]]] = {}
    for merged in ranges:
        for column in range(merged[1], min(merged[3], len(grid.columns) - 1) + 1):
            by_column.setdefault(column, []).append(merged)
    count = 0
    for place, found in by_column.items():
        source = np.arange(grid.rows)
        for top, left, bottom, _ in found:
            if left == place:
                source[top : bottom + 1] = top
                count += bottom - top
        grid.columns[place] = grid.columns[place].take(source)
    return count
