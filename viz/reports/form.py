"""The form of a document of a Chinese office (GB/T 9704-2012, as far as a report goes) in Word's terms.

Red head, document number and seal are left to the office. Fonts are named as offices name them; where one is
not installed, Word and WPS take the one that stands in for it.
"""

from typing import TYPE_CHECKING, Any, Final

from viz.reports.document import Kind

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section as Page
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

TITLE_FONT: Final = "方正小标宋简体"
TITLE_STANDS_IN: Final = "宋体"
HEI: Final = "黑体"
KAI: Final = "楷体_GB2312"
FANG: Final = "仿宋_GB2312"
LATIN: Final = "Times New Roman"
TITLE_SIZE, BODY_SIZE, TABLE_SIZE, SMALL_TABLE_SIZE, NOTE_SIZE = 22.0, 16.0, 12.0, 10.5, 10.5
SMALLEST_SIZE: Final = 9.0
"""Points: 二号, 三号, 小四, 五号, 五号; 小五 for tables that fit no page otherwise."""
LINE: Final = 28.95
"""Points between lines: 22 lines to a page of 225 mm, as the standard asks."""
MARGINS: Final = {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26}
PAGE: Final = (210, 297)
FOOTER: Final = 28
"""Millimetres from the edge of the paper to the page number: 7 mm below the text."""
TEXT_WIDTH: Final = 156
WIDE_TEXT_WIDTH: Final = 225
GREY: Final = "808080"
RIGHT: Final = frozenset({Kind.COUNT, Kind.NUMBER, Kind.MONEY, Kind.SHARE})
NUMERALS: Final = "〇一二三四五六七八九十"


def numeral(count: int) -> str:
    """Write a number up to 99 in Chinese: 一, 十一, 二十三."""
    tens, ones = divmod(count, 10)
    if not tens:
        return NUMERALS[ones]
    return ("" if tens == 1 else NUMERALS[tens]) + "十" + (NUMERALS[ones] if ones else "")


def set_up(document: "Document") -> None:
    """Set language, body style and compatibility of a new document."""
    from docx.shared import Pt

    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = LATIN, Pt(BODY_SIZE)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(_name(theme), None)
    fonts.set(_name("eastAsia"), FANG)
    spacing = normal.paragraph_format
    spacing.line_spacing, spacing.space_before, spacing.space_after = Pt(LINE), Pt(0), Pt(0)
    _language(document)


def _language(document: "Document") -> None:
    """Call figures English: LibreOffice breaks a figure that is called Chinese across two lines."""
    for found in document.styles.element.iter(_name("lang")):
        found.set(_name("val"), "en-US")
        found.set(_name("eastAsia"), "zh-CN")
    for found in document.settings.element.iter(_name("themeFontLang")):
        found.set(_name("val"), "zh-CN")
        found.set(_name("eastAsia"), "zh-CN")


def lay_out(page: "Page", wide: bool) -> None:
    """Give a section its paper, margins and page number; `wide` turns it on its side."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    short, long = PAGE
    page.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = (Mm(long), Mm(short)) if wide else (Mm(short), Mm(long))
    turned = {"top_margin": 28, "bottom_margin": 28, "left_margin": 37, "right_margin": 35}
    for name, value in (turned if wide else MARGINS).items():
        setattr(page, name, Mm(value))
    page.footer_distance = Mm(FOOTER - 7 if wide else FOOTER)


def number_pages(page: "Page") -> None:
    """Put — 1 — at the foot of the pages; later sections go on with it."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    line = page.footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    put(line, "— ", "宋体", 14)
    for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("", "1"), ("end", "")):
        run = put(line, text if kind == "" and text != "PAGE" else "", "宋体", 14)
        if kind:
            _add(run._r, "fldChar", fldCharType=kind)
        elif text == "PAGE":
            _add(run._r, "instrText").text = "PAGE"
    put(line, " —", "宋体", 14)


def put(
    line: "Paragraph", text: str, font: str, size: float, *, bold: bool = False, colour: str = ""
) -> "Run":
    """Add a run in a Chinese font; figures and Latin letters stand in Times New Roman."""
    from docx.shared import Pt, RGBColor

    run = line.add_run(text)
    run.font.name, run.font.size = LATIN, Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(_name("eastAsia"), font)
    if bold:
        run.font.bold = True
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    return run


def indent(line: "Paragraph", signs: float, size: float = BODY_SIZE) -> None:
    """Indent the first line by signs, so that it stays two characters in every font size."""
    from docx.shared import Pt

    line.paragraph_format.first_line_indent = Pt(signs * size)
    found = line._p.get_or_add_pPr().get_or_add_ind()
    found.set(_name("firstLineChars"), str(int(signs * 100)))


def outline(line: "Paragraph", level: int) -> None:
    """Let a heading appear in Word's navigation without Word's own heading style."""
    _add(line._p.get_or_add_pPr(), "outlineLvl", val=str(level - 1))


def _add(parent: Any, tag: str, **attributes: str) -> Any:  # noqa: ANN401  # an element of lxml
    from docx.oxml import OxmlElement

    found = OxmlElement(f"w:{tag}")
    for key, value in attributes.items():
        found.set(_name(key), value)
    parent.append(found)
    return found


def _name(tag: str) -> str:
    from docx.oxml.ns import qn

    return qn(f"w:{tag}")
