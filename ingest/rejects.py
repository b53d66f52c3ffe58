"""Reject sheets: the refused rows of a delivery with reasons, made to be corrected and sent back."""

import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from core.errors import DeliveryError
from core.settings import Settings
from ingest.grid import Grid
from ingest.validate import Checked

META: Final = "_交付"
REASON: Final = "拒收原因"
SHEET: Final = "原工作表"
ROW: Final = "原行号"
OWN: Final = (REASON, SHEET, ROW)
CREATED: Final = "2023-01-01T00:00:00"


@dataclass(frozen=True, slots=True)
class Origin:
    """What a returned reject sheet says about the delivery it supplements."""

    delivery: str
    dataset: str
    supplier: str
    first: str
    last: str


def write(settings: Settings, origin: Origin, label: str, checked: Sequence[Checked], delivery: str) -> Path:
    """Write the reject sheet of a delivery whole or not at all; return its path below the home folder."""
    content = _workbook(origin, label, [c for c in checked if c.rejected])
    target = settings.rejects / origin.dataset / f"{delivery}.xlsx"
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{delivery}.{os.getpid()}.tmp")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(target)
    return target.relative_to(settings.home)


def _workbook(origin: Origin, label: str, checked: Sequence[Checked]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False}
    )
    styles = {
        "head": book.add_format({"bold": True, "bg_color": "#DDE6F0", "border": 1, "text_wrap": True}),
        "text": book.add_format({"num_format": "@"}),
        "bad": book.add_format({"num_format": "@", "bg_color": "#FFC7CE", "border": 1}),
        "why": book.add_format({"font_color": "#9C0006", "text_wrap": True}),
    }
    for number, sheet in enumerate(checked, 1):
        name = "退回修改" if len(checked) == 1 else f"退回修改{number}"
        _write_sheet(book.add_worksheet(name), sheet, styles)
    meta = book.add_worksheet(META)
    for row, (key, value) in enumerate(_meta(origin, label)):
        meta.write_string(row, 0, key)
        meta.write_string(row, 1, value)
    meta.very_hidden()
    book.close()
    return stream.getvalue()


def _meta(origin: Origin, label: str) -> list[tuple[str, str]]:
    return [
        ("说明", "本表由系统生成，改正后原样寄回即可；请勿删除本工作表。"),
        ("delivery", origin.delivery),
        ("dataset", origin.dataset),
        ("supplier", origin.supplier),
        ("first", origin.first),
        ("last", origin.last),
        ("label", label),
    ]


def _headers(sheet: Checked) -> list[str]:
    """Return the original headers, with units that stood elsewhere, so that the sheet stands alone."""
    return [
        f"{p.header}（{sheet.scales[i]}）" if i in sheet.scales else p.header
        for i, p in enumerate(sheet.header.places)
    ]


def _write_sheet(page: Any, sheet: Checked, styles: dict[str, Any]) -> None:  # noqa: ANN401  # untyped library
    names = [*_headers(sheet), *OWN]
    for i, name in enumerate(names):
        page.write_string(0, i, name, styles["head"])
    width = len(names)
    page.set_column(0, width - 4, 16, styles["text"])
    page.set_column(width - 3, width - 3, 40)
    page.freeze_panes(1, 0)
    for row, refused in enumerate(sheet.rejected, 1):
        bad = {place: why for place, why in refused.reasons if place is not None}
        for i, text in enumerate(refused.cells):
            page.write_string(row, i, text, styles["bad" if i in bad else "text"])
            if i in bad:
                page.write_comment(row, i, bad[i], {"author": "产业图谱"})
        page.write_string(row, width - 3, refused.said(sheet.header), styles["why"])
        page.write_string(row, width - 2, refused.sheet)
        page.write_number(row, width - 1, refused.row)


def origin_of(grids: Sequence[Grid]) -> Origin | None:
    """Return what a returned reject sheet supplements, or None where the workbook is no reject sheet."""
    meta = next((g for g in grids if g.name == META), None)
    if meta is None:
        return None
    held = {row[0]: row[1] for row in meta.top(20) if len(row) > 1}
    try:
        return Origin(*(held[k] for k in ("delivery", "dataset", "supplier", "first", "last")))
    except KeyError as error:
        raise DeliveryError(
            "退回表的隐藏工作表被改动。", advice="请用系统原来生成的退回表改正后寄回。"
        ) from error


@dataclass(frozen=True, slots=True)
class Returned:
    """One sheet of a returned reject sheet: the rows as if they stood where they first did."""

    grid: Grid
    sheets: list[str]
    rows: list[int]


def returned(grid: Grid) -> Returned:
    """Take our own columns off a returned sheet; raise DeliveryError where they are gone."""
    head = grid.top(1)[0]
    try:
        reason, sheet, row = (head.index(n) for n in OWN)
    except ValueError as error:
        raise DeliveryError(
            f"退回表缺少“{SHEET}”“{ROW}”两列，无法对应原来的行。", advice="请用系统生成的退回表改正后寄回。"
        ) from error
    kept = [i for i in range(len(head)) if i not in (reason, sheet, row)]
    names = grid.columns[sheet].text.to_pylist()
    numbers = grid.columns[row].text.to_pylist()
    rows = [int(n) if n and n.isdigit() else 0 for n in numbers]
    own = Grid(grid.name, [grid.columns[i] for i in kept], grid.rows)
    return Returned(own, [n or "" for n in names], rows)
