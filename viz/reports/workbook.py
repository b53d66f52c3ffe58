"""A report as a workbook: how to read it, a sheet a table with real numbers, the pictures on one sheet."""

import io
from datetime import date, datetime
from typing import Any, Final

import xlsxwriter

from viz.reports.chainmap import draw_map
from viz.reports.charts import DPI, draw
from viz.reports.document import NO_DATA, Cell, Chart, Column, Map, Missing, Report, Source, Table, Text
from viz.reports.values import caption, day, number, places, until, written
from viz.reports.wordtable import length

FRONT: Final = "说明"
PICTURES: Final = "图"
KEYS: Final = "来源键"
FORBIDDEN: Final = dict.fromkeys(map(ord, "[]:*?/\\'"), "")
LONGEST_NAME: Final = 31
"""Excel's limit for the name of a sheet."""
MOST_TEXT: Final = 32_000
"""Excel's limit for a cell is 32,767 signs; what is longer is cut and says so."""
DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r")
"""Text that a program could take for a formula when the sheet is saved in another form."""
HEAD_ROW: Final = 2
SCREEN, ROW = 96, 20
"""Dots to an inch as programs of tables count them, and the dots of a row."""
FRONT_WIDTH: Final = 76.0
WIDEST: Final = 44.0


def workbook(report: Report) -> bytes:
    """Return the workbook; the same report gives the same bytes. Its numbers are those of the document."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    made = datetime(report.made.year, report.made.month, report.made.day)
    book.set_properties({"created": made, "title": report.title, "author": report.office})
    formats = _Formats(book)
    front = book.add_worksheet(FRONT)
    tables = [b for _, b in report.blocks() if isinstance(b, Table)]
    names = sheet_names([t.title for t in tables])
    for name, table in zip(names, tables, strict=True):
        _table(book.add_worksheet(name), table, formats)
    pictures = [b for _, b in report.blocks() if isinstance(b, Chart | Map)]
    if pictures:
        _pictures(book.add_worksheet(PICTURES), pictures, formats)
    _front(front, report, list(zip(names, tables, strict=True)), bool(pictures), formats)
    book.close()
    return stream.getvalue()


def sheet_names(titles: list[str]) -> list[str]:
    """Return the name of a sheet for each title: numbered, of signs and length that Excel takes."""
    return [f"表{i} {t.translate(FORBIDDEN)}"[:LONGEST_NAME].rstrip() for i, t in enumerate(titles, 1)]


class _Formats:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401  # xlsxwriter has no types
        self.book = book
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.bold = book.add_format({"bold": True})
        self.head = book.add_format({
            "bold": True, "bg_color": "#DDE6F0", "border": 1, "text_wrap": True, "align": "center",
            "valign": "vcenter",
        })  # fmt: skip
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.note = book.add_format({"font_color": "#595959"})
        self._cells: dict[tuple[str, bool, bool, bool], Any] = {}

    def cell(self, form: str, *, bold: bool = False, grey: bool = False, quoted: bool = False) -> Any:  # noqa: ANN401
        key = (form, bold, grey, quoted)
        if key not in self._cells:
            said = {"border": 1, "num_format": form, "bold": bold, "valign": "top", "quote_prefix": quoted}
            if grey:
                said["font_color"] = "#808080"
            self._cells[key] = self.book.add_format(said)
        return self._cells[key]


def _text(page: Any, row: int, column: int, text: str, form: Any) -> None:  # noqa: ANN401
    """Write text as text, whatever it begins with."""
    cut = text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]}……（过长，已截断）"
    page.write_string(row, column, cut, form)


def _table(page: Any, table: Table, formats: _Formats) -> None:  # noqa: ANN401
    _text(page, 0, 0, table.title, formats.title)
    captions = [caption(c) for c in table.columns] + ([KEYS] if table.keys else [])
    for place, said in enumerate(captions):
        _text(page, HEAD_ROW, place, said, formats.head)
        page.set_column(place, place, _width(table, place, said))
    for i, row in enumerate(table.rows):
        last = table.total and i == len(table.rows) - 1
        for place, (value, column) in enumerate(zip(row, table.columns, strict=True)):
            _cell(page, HEAD_ROW + 1 + i, place, value, column, formats, bold=last)
        if table.keys:
            _text(page, HEAD_ROW + 1 + i, len(row), " ".join(table.keys[i]), formats.cell("@"))
    below = HEAD_ROW + 2 + max(1, len(table.rows))
    for i, line in enumerate([f"注：{table.note}"] * bool(table.note) + said_of(table.source)):
        _text(page, below + i, 0, line, formats.note)
    page.freeze_panes(HEAD_ROW + 1, 1)
    if table.rows:
        page.autofilter(HEAD_ROW, 0, HEAD_ROW + len(table.rows) - bool(table.total), len(captions) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEAD_ROW)
    page.print_area(0, 0, below + 3, len(table.columns) - 1)  # keys are for programs


def _cell(
    page: Any, row: int, place: int, value: Cell, column: Column, formats: _Formats, *, bold: bool  # noqa: ANN401
) -> None:  # fmt: skip
    found = number(value, column)
    if found is not None:
        digits = places(value, column)
        form = "#,##0" + ("." + "0" * digits if digits else "")
        page.write_number(row, place, float(found), formats.cell(form, bold=bold))
    elif isinstance(value, date) and not isinstance(value, datetime):
        moment = datetime(value.year, value.month, value.day)
        page.write_datetime(row, place, moment, formats.cell("yyyy-mm-dd", bold=bold))
    else:
        said = written(value, column)
        quoted = said.startswith(DANGEROUS)
        form = formats.cell("@", bold=bold, grey=value == NO_DATA, quoted=quoted)
        _text(page, row, place, said, form)


def _width(table: Table, place: int, said: str) -> float:
    if place == len(table.columns):
        return WIDEST
    column = table.columns[place]
    cells = (length(written(row[place], column)) * 2 for row in table.rows)
    return min(WIDEST, max(9.0, length(said) * 2 + 3, *cells, 0) + 2)


def said_of(source: Source) -> list[str]:
    """Return the lines below a table or picture that say where it comes from."""
    said = f"数据来源：{'、'.join(source.datasets)}（截至{until(source.until)}）"
    if source.note:
        said += f"。{source.note.rstrip('。')}"
    return [said + "。", *([f"查询来源：{source.command}"] if source.command else [])]


def _pictures(page: Any, pictures: list[Chart | Map], formats: _Formats) -> None:  # noqa: ANN401
    page.set_column(0, 0, 90)
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    row = 0
    for count, block in enumerate(pictures, 1):
        content = draw(block) if isinstance(block, Chart) else draw_map(block)
        _text(page, row, 0, f"图{count}　{block.title}", formats.bold)
        options = {"image_data": io.BytesIO(content), "description": block.alt or block.title}
        page.insert_image(row + 1, 0, f"{count}.png", options)
        row += 3 + _height(content) * SCREEN // (DPI * ROW)
        for line in said_of(block.source):
            _text(page, row, 0, line, formats.note)
            row += 1
        row += 1


def _height(content: bytes) -> int:
    """Return a PNG's height in pixels, from its head."""
    return int.from_bytes(content[20:24], "big")


def _front(
    page: Any, report: Report, tables: list[tuple[str, Table]], pictures: bool, formats: _Formats  # noqa: ANN401
) -> None:  # fmt: skip
    page.set_column(0, 0, 14)
    page.set_column(1, 1, FRONT_WIDTH)
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    _text(page, 0, 0, report.title, formats.title)
    lines = [("类别", report.kind), ("对象", report.subject), ("单位", report.office)]
    lines += [("数据截至", day(report.as_of))]
    if report.known_on is not None:
        lines.append(("按当时所知", f"{report.known_on:%Y-%m-%d %H:%M:%S}"))
    lines += [("日期", day(report.made)), ("摘要", report.summary)]
    lines += [("口径", text) for text in report.caveats]
    lines.append(
        ("怎样读", f"“{NO_DATA}”指数据集不能回答，“—”指不适用；“{KEYS}”可用 chanye trace 打开来源行。")
    )
    lines += [(NO_DATA, f"{b.what}：{b.why}") for _, b in report.blocks() if isinstance(b, Missing)]
    lines += [("工作表", name) for name, _ in tables] + ([("工作表", PICTURES)] if pictures else [])
    lines += [
        ("文中数字来源", f"{b.text}　{said_of(b.source)[0]}")
        for _, b in report.blocks()
        if isinstance(b, Text) and b.source is not None
    ]
    for place, (name, said) in enumerate(lines, 2):
        page.set_row(place, 15.0 * max(1, -(-int(length(said) * 2) // int(FRONT_WIDTH - 2))))
        _text(page, place, 0, name, formats.bold)
        _text(page, place, 1, said, formats.wrapped)
