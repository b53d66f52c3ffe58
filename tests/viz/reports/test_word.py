import io
import zipfile
from decimal import Decimal
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from openpyxl import load_workbook

from tests.viz.reports.sample import REPORT, TOWNS
from viz.reports.document import Kind
from viz.reports.form import numeral
from viz.reports.values import number
from viz.reports.word import word
from viz.reports.workbook import sheet_names, workbook

CONTENT = word(REPORT)
DOCUMENT = Document(io.BytesIO(CONTENT))
LINES = [p.text for p in DOCUMENT.paragraphs]
BOOK = load_workbook(io.BytesIO(workbook(REPORT)))


def test_the_same_report_is_the_same_bytes() -> None:
    assert word(REPORT) == CONTENT
    assert workbook(REPORT) == workbook(REPORT)
    with zipfile.ZipFile(io.BytesIO(CONTENT)) as members:
        assert {m.date_time[0] for m in members.infolist()} == {1980}
    assert DOCUMENT.core_properties.created == DOCUMENT.core_properties.modified
    assert f"{DOCUMENT.core_properties.created:%Y-%m-%d}" == "2023-07-15"


def test_chapters_are_numbered_and_annexes_stand_behind_the_signature() -> None:
    wanted = ["测试报告", "（数据截至2023年5月31日）", "一、总体情况", "二、存在问题", "1. =1+1 不是公式。"]
    wanted += ["股东：无数据（数据集不含）。", "（一）迟报", "1. 更细", "三、链条", "领导小组办公室"]
    wanted += ["2023年7月15日", "附表", "附：数据口径与查询方法", "1. 税收按入库计。"]
    assert [line for line in LINES if line in wanted] == wanted
    assert [numeral(n) for n in (1, 10, 11, 20, 23)] == ["一", "十", "十一", "二十", "二十三"]


def test_tables_and_charts_are_numbered_and_say_where_they_come_from() -> None:
    named = [line for line in LINES if line[:2] in ("表1", "表2", "表3", "图1", "图2") and "：" not in line]
    assert named == ["表1　各镇街税收", "图1　各月税收", "表2　长表", "图2　鞋服链", "表3　宽表"]
    assert LINES.count("数据来源：税务净入库信息（截至2023年5月）。测试。") == 6
    assert "表1　各镇街税收：chanye query run dev_town" in LINES
    assert "注：本表列前20项，共30项，其余见所附工作簿。" in LINES
    assert len(DOCUMENT.inline_shapes) == 2


def test_a_table_repeats_its_head_breaks_no_row_and_writes_numbers_as_people_do() -> None:
    table = DOCUMENT.tables[0]
    rows = [[c.text for c in r.cells] for r in table.rows]
    assert rows[0] == ["镇街", "税收\n（万元）", "占比\n（%）", "户数\n（户）", "日期"]
    assert rows[1] == ["陈埭镇", "1,234.57", "50.0", "1,200", "2023-05-01"]
    assert rows[2] == ['=HYPERLINK("x")', "-0.50", "—", "无数据", "—"]
    assert "w:tblHeader" in table.rows[0]._tr.xml
    assert all("w:cantSplit" in r._tr.xml for r in table.rows)
    grey = table.rows[2].cells[3].paragraphs[0].runs[0].font.color.rgb
    assert str(grey) == "808080"


def test_pages_have_the_form_of_offices() -> None:
    first, wide, last = DOCUMENT.sections
    paper = (first.page_width, first.page_height)
    assert [round(m.mm) for m in paper if m is not None] == [210, 297]
    margins = (first.top_margin, first.bottom_margin, first.left_margin, first.right_margin)
    assert [round(m.mm) for m in margins if m is not None] == [37, 35, 28, 26]
    assert [s.orientation for s in (wide, last)] == [WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    assert "PAGE" in first.footer.paragraphs[0]._p.xml
    fonts = dict[str, str | None]()
    for line in DOCUMENT.paragraphs:
        for run in line.runs:
            if run._r.rPr is not None and run._r.rPr.rFonts is not None:
                fonts.setdefault(run.text, run._r.rPr.rFonts.get(qn("w:eastAsia")))
    assert fonts["测试报告"] == "方正小标宋简体"
    assert (fonts["一、总体情况"], fonts["（一）迟报"], fonts["没有。"]) == (
        "黑体",
        "楷体_GB2312",
        "仿宋_GB2312",
    )
    assert {e.get(qn("w:eastAsia")) for e in DOCUMENT.styles.element.iter(qn("w:lang"))} == {"zh-CN"}


def test_the_workbook_holds_the_numbers_of_the_document() -> None:
    sheet = BOOK["表1 各镇街税收"]
    for i, row in enumerate(TOWNS.rows):
        for place, (value, column) in enumerate(zip(row, TOWNS.columns, strict=True)):
            told = number(value, column)
            if told is not None:
                found = sheet.cell(4 + i, 1 + place).value
                assert Decimal(str(found)) == told
                assert f"{told:,}" == DOCUMENT.tables[0].rows[1 + i].cells[place].text
    assert sheet["B4"].number_format == "#,##0.00"
    assert sheet["E4"].is_date
    assert sheet.freeze_panes == "B4"
    assert len(DOCUMENT.tables[1].rows) == 21
    assert BOOK["表2 长表"].max_row > 30


def test_text_that_looks_like_a_formula_stays_text() -> None:
    cell = BOOK["表1 各镇街税收"]["A5"]
    assert (cell.value, cell.data_type) == ('=HYPERLINK("x")', "s") or cell.quotePrefix
    raw = zipfile.ZipFile(io.BytesIO(workbook(REPORT)))
    sheets = [n for n in raw.namelist() if n.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 5
    assert not any(b"<f>" in raw.read(n) for n in sheets)


def test_the_workbook_says_how_to_read_it_and_keeps_source_keys() -> None:
    said = {(r[0].value, r[1].value) for r in BOOK["说明"].iter_rows(min_row=3, max_col=2)}
    assert {
        ("数据截至", "2023年5月31日"),
        ("无数据", "股东：数据集不含"),
        ("工作表", "表1 各镇街税收"),
    } <= said
    sheet = BOOK["表1 各镇街税收"]
    assert sheet["F3"].value == "来源键"
    assert sheet["F4"].value == "tax/2023-05/a#s!2 tax/2023-05/a#s!3"
    assert [c.value for c in sheet["A"]][-2:] == [
        "数据来源：税务净入库信息（截至2023年5月）。测试。",
        "查询来源：chanye query run dev_town",
    ]
    pictures: Any = BOOK["图"]
    assert len(pictures._images) == 2


def test_names_of_sheets_are_ones_that_excel_takes() -> None:
    assert sheet_names(["甲/乙[丙]：丁", "长" * 40]) == ["表1 甲乙丙：丁", "表2 " + "长" * 28]


def test_every_kind_of_number_is_rounded_half_up_in_its_unit() -> None:
    money = next(c for c in TOWNS.columns if c.kind is Kind.MONEY)
    assert [number(v, money) for v in (50.0, 149.9, -50.0, "无数据", None)] == [
        Decimal("0.01"),
        Decimal("0.01"),
        Decimal("-0.01"),
        None,
        None,
    ]
