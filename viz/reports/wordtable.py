"""Tables in a Word document: widths from what stands in them, heads that repeat, rows that stay whole."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from viz.reports import form
from viz.reports.document import NO_DATA, Cell, Column, Kind, Table
from viz.reports.values import caption, written

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell, _Row

MARGIN: Final = 3.0
"""Points between a cell's text and its border."""
PADDING: Final = 2 * MARGIN + 1.5
"""Points that a cell is wider than its text."""
LONGEST: Final = 15.0
"""Signs of a cell's text in one line; longer text is broken."""
SHORTEST: Final = 2.5
POINTS_A_MM: Final = 72 / 25.4
FEW_COLUMNS: Final = 5
"""Up to so many columns a table stands in 小四, beyond in 五号."""
TIGHT: Final = 0.62
"""A table may be pressed to this share of its natural width before it needs the wide page."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is set: size of the type, widths of the columns in points, on its side or not."""

    size: float
    widths: tuple[float, ...]
    wide: bool


def layout(table: Table) -> Layout:
    """Choose the page, the type and the widths; the whole width of the text is always used."""
    size = form.TABLE_SIZE if len(table.columns) <= FEW_COLUMNS else form.SMALL_TABLE_SIZE
    shortest = [_least(table, i) for i in range(len(table.columns))]
    signs = [max(_signs(table, i), x) for i, x in enumerate(shortest)]
    pages = ((form.TEXT_WIDTH, size), (form.WIDE_TEXT_WIDTH, form.SMALL_TABLE_SIZE))
    for width, of in (*pages, (form.WIDE_TEXT_WIDTH, form.SMALLEST_SIZE)):
        natural = [s * of + PADDING for s in signs]
        least = [s * of + PADDING for s in shortest]
        room = width * POINTS_A_MM
        if sum(natural) * TIGHT <= room and sum(least) <= room:
            break
    return Layout(of, _fit(natural, least, room), width == form.WIDE_TEXT_WIDTH)


def _fit(natural: list[float], least: list[float], room: float) -> tuple[float, ...]:
    """Give each column its natural width, and what is over or wanting in shares of what can give way."""
    over = room - sum(natural)
    if over >= 0:
        return tuple(n + over * n / sum(natural) for n in natural)
    slack = [max(0.0, n - x) for n, x in zip(natural, least, strict=True)]
    if sum(slack) <= -over:
        return tuple(n * room / sum(natural) for n in natural)
    return tuple(n + over * s / sum(slack) for n, s in zip(natural, slack, strict=True))


def _signs(table: Table, place: int) -> float:
    column = table.columns[place]
    cells = [length(written(row[place], column)) for row in shown_rows(table)]
    return max(
        SHORTEST, min(LONGEST, max([*cells, length(column.caption) * 0.6 + 0.5, length(caption(column)) / 2]))
    )


def _least(table: Table, place: int) -> float:
    """Return the signs below which a column cannot go: neither a number nor a unit is broken."""
    column = table.columns[place]
    whole = [SHORTEST, length(f"（{column.unit or '%'}）") + 0.6 if caption(column) != column.caption else 0]
    if column.kind in form.RIGHT or column.kind is Kind.DATE:
        return max([*whole, *(length(written(row[place], column)) for row in shown_rows(table))])
    return min(_signs(table, place), 5.5)


def shown_rows(table: Table) -> tuple[tuple[Cell, ...], ...]:
    """Return the rows that stand in the document: the first `most`, and the total."""
    if not table.most or len(table.rows) <= table.most + table.total:
        return table.rows
    return table.rows[: table.most] + (table.rows[-1:] if table.total else ())


def length(text: str) -> float:
    """Return how many characters wide a text is; Latin letters and figures are half a character."""
    return sum(1.0 if ord(c) > 0x2E80 or c in "—…“”" else 0.52 for c in text)


def add_table(document: "Document", table: Table, plan: Layout) -> None:
    """Add the table to the end of the document."""
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.shared import Pt

    rows = shown_rows(table)
    grid = document.add_table(rows=1 + max(1, len(rows)), cols=len(table.columns))
    grid.style, grid.autofit = document.styles["Table Grid"], False
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    _margins(grid._tbl.tblPr)
    for column, width in zip(grid.columns, plan.widths, strict=True):
        column.width = Pt(width)
    lines = list(grid.rows)
    _row(lines[0], [caption(c) for c in table.columns], table.columns, plan, head=True)
    for place, row in enumerate(rows):
        total = table.total and place == len(rows) - 1
        texts = [written(v, c) for v, c in zip(row, table.columns, strict=True)]
        _row(lines[place + 1], texts, table.columns, plan, values=row, bold=total)
    if not rows:
        merged = lines[1].cells[0].merge(lines[1].cells[-1])
        _write(merged, "（无）", plan.size, "CENTER")
    _keep_together(lines)


def _row(
    row: "_Row", texts: list[str], columns: tuple[Column, ...], plan: Layout, *,
    values: tuple[Cell, ...] = (), head: bool = False, bold: bool = False,
) -> None:  # fmt: skip
    from docx.shared import Pt

    for place, (cell, text, column) in enumerate(zip(row.cells, texts, columns, strict=True)):
        cell.width = Pt(plan.widths[place])
        side = "CENTER" if head else "RIGHT" if column.kind in form.RIGHT else "LEFT"
        known = head or values[place] != NO_DATA
        _write(cell, text, plan.size, side, head=head, bold=bold, colour="" if known else form.GREY)


def _write(
    cell: "_Cell", text: str, size: float, side: str, *,
    head: bool = False, bold: bool = False, colour: str = "",
) -> None:  # fmt: skip
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    line = cell.paragraphs[0]
    text = text.replace("（", "\n（", 1) if head and text.endswith("）") else text
    line.alignment = getattr(WD_ALIGN_PARAGRAPH, side)
    line.paragraph_format.line_spacing = Pt(size * 1.35)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    form.put(line, text, form.HEI if head else form.FANG, size, bold=bold, colour=colour)


def _margins(properties: Any) -> None:  # noqa: ANN401  # an element of lxml
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        found = OxmlElement(f"w:{side}")
        found.set(qn("w:w"), str(int(MARGIN * 20)))
        found.set(qn("w:type"), "dxa")
        margins.append(found)
    look = properties.find(qn("w:tblLook"))
    properties.insert(len(properties) if look is None else properties.index(look), margins)


def _keep_together(rows: "list[_Row]") -> None:
    """Repeat the head on every page, break no row, and leave the head never alone at the foot of a page."""
    from docx.oxml import OxmlElement

    for place, row in enumerate(rows):
        found: Any = row._tr.get_or_add_trPr()
        found.append(OxmlElement("w:cantSplit"))
        if place == 0:
            found.append(OxmlElement("w:tblHeader"))
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True
