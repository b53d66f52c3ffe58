"""Faults of single cells: full-width digits, numbers kept as text, and the few rows that must be refused."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.city.supply import draws
from data.city.supply.coding import excel_float
from data.city.supply.profile import RowNoise
from data.city.supply.sheet import Fault
from data.city.supply.values import Column
from ingest.contract import FieldType

NUMBERS = {FieldType.MONEY, FieldType.AREA, FieldType.INTEGER, FieldType.DECIMAL}
FULL_WIDTH = str.maketrans("0123456789.-", "０１２３４５６７８９．－")
BAD_DATES = ("2023-02-30", "2022年13月5日", "待补", "不详", "20231545")
BAD_NUMBERS = ("约三百万", "见附件", "1.2.3", "待核实", "同上")


@dataclass(slots=True)
class Overrides:
    """Cells that differ from their column: column place → row → text (None: empty)."""

    cells: dict[int, dict[int, str | None]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)

    def set(self, column: int, row: int, text: str | None) -> None:
        """Write one cell."""
        self.cells.setdefault(column, {})[row] = text

    def refuse(self, columns: list[Column], column: int, row: int, text: str | None, reason: str) -> None:
        """Spoil one cell of a row that is not spoilt yet."""
        if row not in self.refused:
            self.set(column, row, text)
            self.refused.add(row)
            self.faults.append(Fault(row, columns[column].header, reason))


def typed(columns: list[Column], types: set[FieldType], required: bool = False) -> list[int]:
    """Return the places of columns of these types, required ones only on demand."""
    return [
        i
        for i, c in enumerate(columns)
        if c.field and c.field.type in types and (c.field.required or not required)
    ]


def filled(columns: list[Column], places: list[int], row: int) -> list[int]:
    """Return those of the columns that hold something in this row."""
    return [p for p in places if columns[p].texts[row].as_py()]


def spoil(columns: list[Column], size: int, noise: RowNoise, salt: int) -> Overrides:
    """Draw the faulty cells of a sheet."""
    found = Overrides()
    kinds: tuple[tuple[float, list[int], str], ...] = (
        (noise.bad_date, typed(columns, {FieldType.DATE}), "bad_date"),
        (noise.bad_number, typed(columns, NUMBERS), "bad_number"),
        (noise.missing_required, typed(columns, set(FieldType), required=True), "missing_required"),
        (noise.excel_code, typed(columns, {FieldType.USCC}), "excel_code"),
    )
    for number, (rate, places, kind) in enumerate(kinds):
        for row in draws.chosen(size, rate if places else 0, salt + number).tolist():
            options = filled(columns, places, row)
            if options:
                place = options[draws.salt(salt, kind, row) % len(options)]
                found.refuse(columns, place, row, spoilt(kind, columns[place], row), kind)
    numbers = typed(columns, NUMBERS)
    for row in draws.chosen(size, noise.fullwidth if numbers else 0, salt + 8).tolist():
        place = numbers[draws.salt(salt, "wide", row) % len(numbers)]
        text = columns[place].texts[row].as_py()
        if text and row not in found.refused:
            found.set(place, row, text.translate(FULL_WIDTH))
    for row in draws.chosen(size, noise.number_text if numbers else 0, salt + 9).tolist():
        place = numbers[draws.salt(salt, "text", row) % len(numbers)]
        if row not in found.refused and row not in found.cells.get(place, {}):
            found.set(place, row, columns[place].texts[row].as_py())
    return found


def spoilt(kind: str, column: Column, row: int) -> str | None:
    """Return what stands in a spoilt cell."""
    if kind == "bad_date":
        return BAD_DATES[row % len(BAD_DATES)]
    if kind == "bad_number":
        return BAD_NUMBERS[row % len(BAD_NUMBERS)]
    return excel_float(column.texts[row].as_py()) if kind == "excel_code" else None


def replace(column: Column, cells: dict[int, str | None]) -> None:
    """Write the overrides into a column's texts."""
    texts = column.texts.combine_chunks() if isinstance(column.texts, pa.ChunkedArray) else column.texts
    mask = np.zeros(len(texts), dtype=bool)
    rows = sorted(cells)
    mask[rows] = True
    column.texts = pc.replace_with_mask(texts, pa.array(mask), pa.array([cells[r] for r in rows], texts.type))
