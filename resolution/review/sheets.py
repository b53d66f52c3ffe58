"""Writing cases to a workbook with drop-downs, for stewards who work without the system."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from core.errors import UsageError
from resolution.review.columns import ANSWERS, HOW, NOTES, SHEET, STRATA, Column


def write_cases(
    path: Path,
    cases: Sequence[Mapping[str, Any]],
    columns: Sequence[Column],
    notes: Mapping[str, str | int],
    at: datetime,
    strata: Mapping[str, str] | None = None,
) -> None:
    """Write cases to an xlsx; the columns that are asked for are yellow, `notes` go to a sheet of their own.

    `strata`, which mention stands for which part of a sample, go to a sheet that the clerk does not see.

    `at` is the date in the file's properties: the same cases make the same bytes.
    """
    if path.suffix.lower() != ".xlsx":
        raise UsageError(f"复核表要写成 .xlsx，不能是 {path.name}。")
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": at})
    head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "text_wrap": True, "valign": "top"})
    asked = book.add_format({"bold": True, "bg_color": "#FFF2CC", "text_wrap": True, "valign": "top"})
    cell = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(SHEET)
    for at_column, column in enumerate(columns):
        sheet.set_column(at_column, at_column, column.width, cell)
        sheet.write_string(0, at_column, column.head, asked if column.asked else head)
        for row, case in enumerate(cases, 1):
            _write(sheet, row, at_column, case.get(column.key))
    answer = next(i for i, c in enumerate(columns) if c.key == "answer")
    sheet.data_validation(
        1, answer, max(1, len(cases)), answer, {"validate": "list", "source": list(ANSWERS)}
    )
    sheet.freeze_panes(1, 2)
    told = book.add_worksheet(NOTES)
    told.set_column(0, 1, 40)
    for row, line in enumerate(HOW):
        told.write_string(row, 0, line)
    for row, (key, value) in enumerate(notes.items(), len(HOW) + 1):
        told.write_string(row, 0, key)
        told.write(row, 1, value)
    if strata is not None:
        drawn = book.add_worksheet(STRATA)
        drawn.very_hidden()
        for row, (mention, stratum) in enumerate(sorted(strata.items())):
            drawn.write_row(row, 0, (mention, stratum))
    book.close()


def _write(sheet: Any, row: int, column: int, value: Any) -> None:  # noqa: ANN401  # xlsxwriter has no types
    if value is None or value == []:
        return
    if isinstance(value, list):
        value = "、".join(str(v) for v in value)
    if isinstance(value, Decimal | float | int):
        sheet.write_number(row, column, float(value))
    else:
        sheet.write_string(row, column, str(value))
