"""A report as a Word document in the form of Chinese offices, for Word and for WPS."""

import io
import re
from datetime import datetime, time
from typing import TYPE_CHECKING, Final

from viz.reports import form
from viz.reports.chainmap import draw_map
from viz.reports.charts import draw
from viz.reports.document import (
    NO_DATA,
    Block,
    Chart,
    Items,
    Map,
    Missing,
    Report,
    Section,
    Source,
    Table,
    Text,
)
from viz.reports.values import day, until
from viz.reports.wordtable import add_table, layout, shown_rows
from viz.reports.zipped import settled

if TYPE_CHECKING:
    from docx.document import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Length
    from docx.text.paragraph import Paragraph

MARKED: Final = re.compile(f"(?<=[：为])({NO_DATA})")
"""Where it stands for a figure; in a sentence the same characters are plain words."""
HEADINGS: Final = ((form.HEI, "{}、"), (form.KAI, "（{}）"), (form.FANG, "{}. "))
CHAPTERS_BEHIND: Final = "附"
"""A chapter that begins so stands behind the signature, without a number: 附表, 附图."""


def word(report: Report) -> bytes:
    """Return the document; the same report gives the same bytes."""
    from docx import Document as new_document

    document = new_document()
    _Writer(report, document).write()
    stream = io.BytesIO()
    document.save(stream)
    return settled(stream.getvalue())


class _Writer:
    """One document being written: what is numbered so far, and which way the paper lies."""

    def __init__(self, report: Report, document: "Document") -> None:
        self.report, self.document = report, document
        self.tables = self.figures = 0
        self.wide = False
        self.sources: list[tuple[str, Source]] = []

    def write(self) -> None:
        form.set_up(self.document)
        first = self.document.sections[0]
        form.lay_out(first, wide=False)
        form.number_pages(first)
        self._properties()
        self._head()
        own = [s for s in self.report.sections if not s.title.startswith(CHAPTERS_BEHIND)]
        for count, section in enumerate(own, 1):
            self._section(section, 1, count)
        self._signature()
        for section in self.report.sections:
            if section.title.startswith(CHAPTERS_BEHIND):
                self._behind(section)
        self._notes()

    def _properties(self) -> None:
        said, made = self.document.core_properties, datetime.combine(self.report.made, time.min)
        said.title, said.author, said.subject = self.report.title, self.report.office, self.report.kind
        said.created = said.modified = made
        said.last_modified_by, said.language, said.comments = self.report.office, "zh-CN", ""
        said.revision = 1

    def _head(self) -> None:
        report = self.report
        title = self._centred(report.title, form.TITLE_FONT, form.TITLE_SIZE)
        title.paragraph_format.space_after = _points(8)
        title.paragraph_format.line_spacing = _points(32)
        said = f"数据截至{day(report.as_of)}"
        if report.known_on is not None:
            said += f"，按{report.known_on:%Y年%-m月%-d日%H:%M}前所收数据"
        self._centred(f"（{said}）", form.KAI, form.BODY_SIZE).paragraph_format.space_after = _points(12)
        for part in report.summary.splitlines():
            self._text(part)

    def _section(self, section: Section, level: int, count: int) -> None:
        self._turn(False)
        font, shape = HEADINGS[min(level, 3) - 1]
        said = form.numeral(count) if level < 3 else str(count)
        self._heading(shape.format(said) + section.title, font, level)
        self._contents(section, level)

    def _behind(self, section: Section) -> None:
        first = section.blocks[0] if section.blocks else None
        if isinstance(first, Table) and layout(first).wide:
            self._turn(True)
        elif self.wide:
            self._turn(False)
        else:
            self._new_page()
        self._heading(section.title, form.HEI, 1, indented=False)
        self._contents(section, 1)

    def _contents(self, section: Section, level: int) -> None:
        for block in section.blocks:
            self._block(block)
        for count, inner in enumerate(section.sections, 1):
            self._section(inner, level + 1, count)

    def _heading(self, text: str, font: str, level: int, *, indented: bool = True) -> None:
        line = self.document.add_paragraph()
        form.put(line, text, font, form.BODY_SIZE)
        line.paragraph_format.keep_with_next = True
        if indented:
            form.indent(line, 2)
        form.outline(line, level)

    def _block(self, block: Block) -> None:
        match block:
            case Table():
                self._table(block)
                return
            case _:
                self._turn(False)
        match block:
            case Text():
                self._text(block.text)
                if block.source is not None:
                    self._source(block.source)
            case Items():
                for count, item in enumerate(block.items, 1):
                    self._text(f"{count}. {item}")
            case Missing():
                self._text(f"{block.what}：{NO_DATA}（{block.why.rstrip('。')}）。")
            case Chart():
                self._picture(draw(block), block.title, block.source, block.alt)
            case Map():
                self._picture(draw_map(block), block.title, block.source, block.alt)

    def _text(self, text: str) -> None:
        line = self.document.add_paragraph()
        form.indent(line, 2)
        line.alignment = _alignment("JUSTIFY")
        for place, part in enumerate(MARKED.split(text)):
            if part:
                form.put(line, part, form.FANG, form.BODY_SIZE, colour=form.GREY if place % 2 else "")

    def _table(self, table: Table) -> None:
        plan = layout(table)
        self._turn(plan.wide)
        self.tables += 1
        name = f"表{self.tables}　{table.title}"
        line = self._centred(name, form.HEI, form.TABLE_SIZE)
        line.paragraph_format.keep_with_next = True
        line.paragraph_format.space_before = _points(4)
        add_table(self.document, table, plan)
        notes = [table.note.rstrip("。")] if table.note else []
        if len(shown_rows(table)) < len(table.rows):
            notes.append(f"本表列前{table.most}项，共{len(table.rows) - table.total}项，其余见所附工作簿")
        if notes:
            self._small(f"注：{'；'.join(notes)}。")
        self._source(table.source, name)

    def _picture(self, content: bytes, title: str, source: Source, alt: str) -> None:
        from docx.shared import Mm

        self.figures += 1
        name = f"图{self.figures}　{title}"
        line = self.document.add_paragraph()
        line.alignment = _alignment("CENTER")
        line.paragraph_format.line_spacing = 1.0
        line.paragraph_format.keep_with_next = True
        shape = line.add_run().add_picture(io.BytesIO(content), width=Mm(form.TEXT_WIDTH - 1))
        shape._inline.docPr.set("descr", alt or title)
        below = self._centred(name, form.HEI, form.TABLE_SIZE)
        below.paragraph_format.keep_with_next = True
        self._source(source, name)

    def _source(self, source: Source, name: str = "") -> None:
        said = f"数据来源：{'、'.join(source.datasets)}（截至{until(source.until)}）"
        self._small(said + (f"。{source.note.rstrip('。')}" if source.note else "") + "。", after=8)
        if source.command and name:
            self.sources.append((name, source))

    def _small(self, text: str, after: float = 0) -> None:
        line = self.document.add_paragraph()
        line.paragraph_format.line_spacing = _points(15)
        line.paragraph_format.space_after = _points(after)
        form.put(line, text, form.FANG, form.NOTE_SIZE)

    def _signature(self) -> None:
        """Office and date at the right, one centred over the other, as 7.3.5 of the standard has it."""
        self._turn(False)
        office, made = self.report.office, day(self.report.made)
        room = 4.0 if len(made) * 0.75 > len(office) else 2.0
        lengths = [float(len(office)), sum(1 if ord(c) > 0x2E80 else 0.5 for c in made)]
        self.document.add_paragraph().paragraph_format.keep_with_next = True
        for place, (text, length) in enumerate(zip((office, made), lengths, strict=True)):
            line = self.document.add_paragraph()
            line.alignment = _alignment("RIGHT")
            line.paragraph_format.keep_with_next = place == 0
            line.paragraph_format.right_indent = _points(
                form.BODY_SIZE * (room + (max(lengths) - length) / 2)
            )
            form.put(line, text, form.FANG, form.BODY_SIZE)

    def _notes(self) -> None:
        if not (self.report.caveats or self.sources):
            return
        if self.wide:
            self._turn(False)
        else:
            self._new_page()
        self._heading("附：数据口径与查询方法", form.HEI, 1, indented=False)
        for count, text in enumerate(self.report.caveats, 1):
            self._text(f"{count}. {text}")
        if self.sources:
            self._text("表、图中数字可用下列命令逐项查到来源行：")
            for name, source in self.sources:
                self._small(f"{name}：{source.command}", after=3)

    def _turn(self, wide: bool) -> None:
        """Begin a page that lies the other way, where it does."""
        from docx.enum.section import WD_SECTION

        if wide != self.wide:
            form.lay_out(self.document.add_section(WD_SECTION.NEW_PAGE), wide)
            self.wide = wide

    def _new_page(self) -> None:
        self.document.add_page_break()  # type: ignore[no-untyped-call]

    def _centred(self, text: str, font: str, size: float) -> "Paragraph":
        line = self.document.add_paragraph()
        line.alignment = _alignment("CENTER")
        form.put(line, text, font, size)
        return line


def _alignment(name: str) -> "WD_ALIGN_PARAGRAPH":
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    found: WD_ALIGN_PARAGRAPH = getattr(WD_ALIGN_PARAGRAPH, name)
    return found


def _points(value: float) -> "Length":
    from docx.shared import Pt

    return Pt(value)
