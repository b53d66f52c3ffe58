"""Sheets as an old xls workbook (WPS's .et has the same bytes): at most 65,536 rows a sheet."""

from pathlib import Path
from typing import Any

import xlwt

from data.city.supply.formats.cells import body
from data.city.supply.habits import Habit
from data.city.supply.sheet import Sheet

LIMIT = 65_536


def write_xls(path: Path, sheets: list[Sheet], habit: Habit) -> None:
    """Write the sheets; a sheet that is too long for the format raises ValueError."""
    book = xlwt.Workbook(encoding="utf-8")
    date = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    plain = xlwt.easyxf()
    for sheet in sheets:
        if sheet.first_row + sheet.size + len(sheet.inserts) + len(sheet.below) > LIMIT:
            raise ValueError(f"{path.name}: {sheet.size} rows do not fit into xls")
        write_sheet(book.add_sheet(sheet.name, cell_overwrite_ok=True), sheet, plain, date)
    book.save(str(path))


def write_sheet(page: Any, sheet: Sheet, plain: Any, date: Any) -> None:  # noqa: ANN401  # xlwt has no types
    """Write one sheet."""
    last = len(sheet.columns) - 1
    for row, line in enumerate(sheet.above):
        if line:
            page.write_merge(row, row, 0, max(last, 0), line, plain)
    row = len(sheet.above)
    if sheet.two_levels:
        write_groups(page, sheet, plain, row)
        row += 1
    for i, column in enumerate(sheet.columns):
        if not sheet.two_levels or column.group:
            page.write(row, i, column.header, plain)
    row += 1
    styles = [date if c.kind == "date" else plain for c in sheet.columns]
    for cells in body(sheet):
        for i, cell in enumerate(cells or ()):
            if cell is not None:
                page.write(row, i, cell, plain if isinstance(cell, str) else styles[i])
        row += 1
    for number, line in enumerate(sheet.below):
        page.write(row + number, 0, line, plain)


def write_groups(page: Any, sheet: Sheet, plain: Any, row: int) -> None:  # noqa: ANN401
    """Write the upper line of a two-level header."""
    names = [c.group for c in sheet.columns]
    for group in dict.fromkeys(n for n in names if n):
        start = names.index(group)
        page.write_merge(row, row, start, start + names.count(group) - 1, group, plain)
    for i, group in enumerate(names):
        if not group:
            page.write_merge(row, row + 1, i, i, sheet.columns[i].header, plain)
