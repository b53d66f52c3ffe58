"""The correction sheet (校核纠错表): one line per source row, filled in by the unit and read back."""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from core.errors import ChanyeError, UsageError
from governance.tickets.standing import Shown
from ingest.grid import Grid
from ingest.readers.workbook import read_workbook
from store.ledger import Ledger
from store.tables import Delivery

TICKET: Final = "校核单"
VALUE: Final = "更正值"
NOTE: Final = "说明"
COLUMNS: Final = (
    (TICKET, 13), ("问题", 22), ("数据集", 20), ("对象", 34), ("文件", 34), ("工作表", 12), ("行号", 7),
    ("列名", 16), ("原值", 28), ("存在的问题", 48), ("建议值", 28), ("答复期限", 12), (VALUE, 28), (NOTE, 34),
)  # fmt: skip
ABOVE: Final = (
    "校核纠错表　{unit}　截至 {day}",
    "请逐行核对：需要改正的填“更正值”，并在原数据集中改正后重新报送；不需要改正的在“说明”写明理由。填好后原样寄回。",
)
CREATED: Final = date(2023, 1, 1)
SHEET: Final = "校核纠错表"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a unit wrote in one line of the sheet."""

    line: int
    value: str
    note: str


def write(unit: str, day: date, found: Iterable[Shown], files: Mapping[str, str]) -> bytes:
    """Return the workbook; the same tickets give the same bytes. `files` names the file of each delivery.

    Every cell is written as text, so that none is taken for a formula.
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": CREATED, "title": SHEET})
    head = book.add_format({"bold": True, "bg_color": "#DDE6F0", "border": 1, "text_wrap": True})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top", "border": 1})
    own = book.add_format({"num_format": "@", "bg_color": "#FFF2CC", "border": 1, "locked": False})
    page = book.add_worksheet(SHEET)
    for row, line in enumerate(ABOVE):
        page.write_string(row, 0, line.format(unit=unit, day=day))
    for place, (name, width) in enumerate(COLUMNS):
        page.set_column(place, place, width, None)
        page.write_string(len(ABOVE), place, name, head)
    at = len(ABOVE) + 1
    for one in found:
        for cells in _lines(one, files):
            for place, cell in enumerate(cells):
                page.write_string(at, place, cell, text if place < len(COLUMNS) - 2 else own)
            at += 1
    page.freeze_panes(len(ABOVE) + 1, 1)
    page.autofilter(len(ABOVE), 0, max(at - 1, len(ABOVE)), len(COLUMNS) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(len(ABOVE))
    book.close()
    return stream.getvalue()


def _lines(one: Shown, files: Mapping[str, str]) -> Iterable[list[str]]:
    plain = one.plain()
    for row in one.case.rows:
        yield [
            one.case.ticket.id, one.caption, plain["name"], one.case.ticket.subject,
            files.get(str(row["delivery"]), ""), _text(row["sheet"]), _text(row["row"]), row["header"],
            _text(row["value"]), row["why"], _text(row["expected"]), _text(one.due), "", "",
        ]  # fmt: skip


def _text(value: Any) -> str:  # noqa: ANN401  # a cell
    return "" if value is None else str(value)


def _page(path: Path) -> Grid:
    try:
        return read_workbook(path.read_bytes())[0]
    except (OSError, IndexError, ChanyeError) as error:
        raise UsageError(f"{path.name} 无法读取：{error}", advice="请寄回系统生成的校核纠错表。") from error


def read(path: Path) -> dict[str, list[Answer]]:
    """Read a sheet that came back; return the lines with an answer by ticket, in order.

    UsageError names the file, sheet, row and column where something of ours is gone or nothing was filled in.
    """
    page = _page(path)
    lines = [[cell.strip() for cell in line] for line in page.top(page.rows)]
    head = next((i for i, line in enumerate(lines) if TICKET in line), None)
    wanted = (TICKET, VALUE, NOTE)
    if head is None or not set(wanted) <= set(lines[head]):
        raise UsageError(
            f"{path.name} 的工作表“{page.name}”缺少“{'”“'.join(wanted)}”列。",
            advice="请寄回系统生成的校核纠错表。",
        )
    ticket, value, note = (lines[head].index(name) for name in wanted)
    found: dict[str, list[Answer]] = {}
    for number, line in enumerate(lines[head + 1 :], head + 2):
        cells = line + [""] * (len(lines[head]) - len(line))
        if not (cells[value] or cells[note]):
            continue
        if not cells[ticket]:
            raise UsageError(
                f"{path.name} 的工作表“{page.name}”第 {number} 行“{TICKET}”是空的。", advice="请补上编号。"
            )
        found.setdefault(cells[ticket], []).append(Answer(number, cells[value], cells[note]))
    if not found:
        raise UsageError(f"{path.name} 里没有填“{VALUE}”或“{NOTE}”，没有作任何改动。")
    return found


def reason_of(answers: Iterable[Answer]) -> str:
    """Return what a ticket's lines say in one text: the notes, or that values were given."""
    found = list(answers)
    notes = list(dict.fromkeys(a.note for a in found if a.note))
    return "；".join(notes) or f"已填更正值 {sum(bool(a.value) for a in found)} 行"


def file_names(ledger: Ledger, found: Iterable[Shown]) -> dict[str, str]:
    """Return the file of every delivery that the tickets' rows come from."""
    wanted = sorted({str(r["delivery"]) for one in found for r in one.case.rows if r["delivery"]})
    with ledger.session() as session:
        rows = [session.get(Delivery, number) for number in wanted]
    return {row.id: row.file_name for row in rows if row is not None}
