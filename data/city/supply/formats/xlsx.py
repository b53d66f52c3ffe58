"""Sheets as an xlsx workbook: merged titles, two-level headers, real dates and numbers."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from data.city.supply.formats.cells import body
from data.city.supply.habits import Habit
from data.city.supply.sheet import Sheet

CREATED = datetime(2023, 6, 1, tzinfo=UTC).replace(tzinfo=None)
STREAMED = 20_000  # rows above which rows go straight to disk


def write_xlsx(path: Path, sheets: list[Sheet], habit: Habit) -> None:
    """Write the sheets; the same sheets always give the same bytes."""
    streamed = sum(s.size for s in sheets) > STREAMED
    book = xlsxwriter.Workbook(str(path), {"constant_memory": streamed})
    book.set_properties({"author": "信息员", "created": CREATED})
    styles = {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center"}),
        "head": book.add_format(
            {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1}
        ),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "integer": book.add_format({"num_format": "0"}),
    }
    for sheet in sheets:
        write_sheet(book.add_worksheet(sheet.name), sheet, styles)
    book.close()


def write_sheet(page: Any, sheet: Sheet, styles: dict[str, Any]) -> None:  # noqa: ANN401  # xlsxwriter has no types
    """Write one sheet from top to bottom."""
    last = len(sheet.columns) - 1
    for row, line in enumerate(sheet.above):
        if line and last > 0:
            page.merge_range(row, 0, row, last, line, styles["title"] if row == 0 else None)
        elif line:
            page.write_string(row, 0, line)
    row = write_header(page, sheet, styles)
    for i, column in enumerate(sheet.columns):
        page.set_column(i, i, 14, styles["date"] if column.kind == "date" else None)
    dated = [c.kind == "date" for c in sheet.columns]
    for cells in body(sheet):
        for i, cell in enumerate(cells or ()):
            if isinstance(cell, str):
                page.write_string(row, i, cell)
            elif cell is not None:
                page.write_number(row, i, cell, styles["date"] if dated[i] else None)
        row += 1
    for number, line in enumerate(sheet.below):
        page.write_string(row + number, 0, line)


def write_header(page: Any, sheet: Sheet, styles: dict[str, Any]) -> int:  # noqa: ANN401
    """Write one or two header rows; return the next row."""
    row = len(sheet.above)
    if not sheet.two_levels:
        for i, name in enumerate(sheet.headers):
            page.write_string(row, i, name, styles["head"])
        return row + 1
    start = 0
    while start < len(sheet.columns):
        group = sheet.columns[start].group
        end = start
        while group and end + 1 < len(sheet.columns) and sheet.columns[end + 1].group == group:
            end += 1
        if not group:
            page.merge_range(row, start, row + 1, start, sheet.columns[start].header, styles["head"])
        elif end > start:
            page.merge_range(row, start, row, end, group, styles["head"])
        else:
            page.write_string(row, start, group, styles["head"])
        for i in range(start, end + 1) if group else ():
            page.write_string(row + 1, i, sheet.columns[i].header, styles["head"])
        start = end + 1
    return row + 2
