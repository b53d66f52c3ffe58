"""Cells of a workbook: numbers and days as numbers, everything else as text."""

import re
from collections.abc import Iterator

import numpy as np

from data.city.supply.sheet import Sheet
from data.city.supply.values import Column
from ingest.contract import FieldType

EPOCH = np.datetime64("1899-12-30", "D")
FLOAT = re.compile(r"\d\.\d+E\+\d\d")
Cell = str | int | float | None


def cells_of(column: Column) -> list[Cell]:
    """Return a column's cells; days become Excel's serial numbers (the workbook formats them)."""
    texts: list[Cell] = column.texts.to_pylist()
    if column.native is None:
        return [excel_number(column, t) for t in texts] if column.marked else texts
    if column.kind == "date":
        days = column.native.to_numpy(zero_copy_only=False).astype("datetime64[D]")
        numbers: list[Cell] = [
            None if np.isnat(d) else int(n) for d, n in zip(days, (days - EPOCH).astype(int), strict=True)
        ]
    else:
        numbers = column.native.to_pylist()
    for row in column.marked:
        numbers[row] = texts[row]
    return numbers


def excel_number(column: Column, text: Cell) -> Cell:
    """Return a code that Excel took for a number as that number."""
    broken = column.field is not None and column.field.type is FieldType.USCC and FLOAT.fullmatch(str(text))
    return float(str(text)) if broken else text


def body(sheet: Sheet) -> Iterator[tuple[Cell, ...] | None]:
    """Yield the rows below the header in order; None is an empty row."""
    inserts = iter([*sheet.inserts, (sheet.size + 1, None)])
    at, cells = next(inserts)
    for number, row in enumerate(zip(*map(cells_of, sheet.columns), strict=True)):
        while at == number:
            yield cells if cells is None else tuple(cells)
            at, cells = next(inserts)
        yield row
    while at == sheet.size:
        yield cells if cells is None else tuple(cells)
        at, cells = next(inserts)
