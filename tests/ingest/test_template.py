"""The fill-in sheets: what stands in them, read back as a spreadsheet program would."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from ingest.contract import EXAMPLE_MARK, NOTES_SHEET, FieldType, load_catalogue
from ingest.template import EXAMPLE_ROW, HEADER_ROW, columns, write_template

CATALOGUE = load_catalogue()


def fill_in(key: str, folder: Path) -> Worksheet:
    book = load_workbook(write_template(CATALOGUE, key, folder / f"{key}.xlsx"))
    assert book.sheetnames[1] == NOTES_SHEET
    return book.worksheets[0]


@pytest.mark.parametrize("key", CATALOGUE.datasets)
def test_headers_lead_back_to_the_fields(key: str, tmp_path: Path) -> None:
    sheet, spec = fill_in(key, tmp_path), CATALOGUE.dataset(key)
    header = [cell.value for cell in sheet[HEADER_ROW + 1]]
    found = [f.key for h in header for f in spec.fields if h in f.headers]
    assert found == [f.key for f in columns(spec)]
    example = [cell.value for cell in sheet[EXAMPLE_ROW + 1]]
    assert str(example[0]).startswith(EXAMPLE_MARK)
    assert example[1:] == [f.example for f in columns(spec)][1:]
    assert sheet.max_row == EXAMPLE_ROW + 1


def test_a_combined_column_is_left_out(tmp_path: Path) -> None:
    header = [cell.value for cell in fill_in("project_approval", tmp_path)[HEADER_ROW + 1]]
    assert "项目联系人和联系电话" not in header
    assert header[3:5] == ["项目联系人", "联系电话"]


def test_codes_and_telephones_are_text_so_that_digits_stay(tmp_path: Path) -> None:
    sheet, spec = fill_in("land_transfer", tmp_path), CATALOGUE.dataset("land_transfer")
    formats = {}
    for group in sheet.column_dimensions.values():
        for column in range(group.min or 1, (group.max or 0) + 1):
            formats[column] = group.number_format
    text = (FieldType.CODE, FieldType.USCC, FieldType.PHONE)
    wanted = [n for n, f in enumerate(spec.fields, 1) if f.type in text]
    assert wanted
    assert [formats[n] for n in wanted] == ["@"] * len(wanted)


def test_closed_values_and_towns_are_offered(tmp_path: Path) -> None:
    sheet, spec = fill_in("chain_firm", tmp_path), CATALOGUE.dataset("chain_firm")
    offered = {str(v.sqref).split(":")[0]: v.formula1 for v in sheet.data_validations.dataValidation}
    assert offered["D5"] == '"上游,中游,下游"'
    assert len(spec.fields) == 4
    rules = fill_in("leading_firm", tmp_path).data_validations.dataValidation
    assert [v.formula1.count(",") + 1 for v in rules] == [19]
    assert not any(v.showErrorMessage for v in rules)


def test_required_columns_and_units_are_explained(tmp_path: Path) -> None:
    sheet = fill_in("property_mortgage", tmp_path)
    comments = {c.value: c.comment.text for c in sheet[HEADER_ROW + 1] if c.comment}
    assert comments["登记时间"].startswith("必填")
    assert "单位：万元" in comments["抵押金额（万元）"]
    guide = load_workbook(tmp_path / "property_mortgage.xlsx")[NOTES_SHEET]
    lines = {str(row[0]): row for row in guide.iter_rows(values_only=True)}
    assert lines["报送期限"][1] == "每月15日前报上月"
    assert lines["登记时间"][1] == "是"


def test_the_same_sheet_is_the_same_bytes(tmp_path: Path) -> None:
    one = write_template(CATALOGUE, "park_firm", tmp_path / "1.xlsx").read_bytes()
    assert one == write_template(CATALOGUE, "park_firm", tmp_path / "2.xlsx").read_bytes()
