"""Lists as offices send them: titles, merged headers, totals; and files that cannot be read say why."""

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from core.errors import ChanyeError, DeliveryError, UsageError
from data.city.supply.broken import compound_file
from resolution.matching.lists import read_list
from tests.resolution.lake import code
from tests.resolution.matching import REGISTRY, decided, run, write

FIRST, SECOND = "晋江市恒盛鞋业有限公司", "泉州宏达机械有限公司"
Cells = list[list[Any]]


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    return write(tmp_path / "registry.csv", REGISTRY)


def book(path: Path, rows: Cells, merged: list[tuple[int, int, int, int]] | None = None) -> Path:
    """Write a workbook; `merged` are ranges (top, left, bottom, right)."""
    with xlsxwriter.Workbook(str(path)) as file:
        page = file.add_worksheet("名单")
        for top, left, bottom, right in merged or []:
            page.merge_range(top, left, bottom, right, "")
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    page.write(number, column, value)
    return path


def read(path: Path) -> tuple[list[str], dict[str, int], int]:
    """Return headers, fields and the number of rows."""
    import duckdb

    found = read_list(duckdb.connect(), "名单", path, "list_raw", {})
    return found.headers, found.fields, found.rows


def test_a_header_merged_over_two_rows_is_one(tmp_path: Path) -> None:
    rows: Cells = [
        ["晋江市规上企业名单"],
        ["序号", "企业名称", "联系方式", None, "备注"],
        [None, None, "姓名", "手机", None],
        [1, FIRST, "张三丰", 13800000001, "甲"],
    ]
    merged = [(0, 0, 0, 4), (1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 2, 4)]
    headers, fields, count = read(book(tmp_path / "l.xlsx", rows, merged))
    assert headers == ["序号", "企业名称", "联系方式姓名", "手机", "备注"]
    assert fields == {"id": 0, "name": 1, "phone": 3}
    assert count == 1


def test_a_header_below_a_group_takes_what_stands_above_its_blanks(tmp_path: Path) -> None:
    rows: Cells = [
        ["名单"],
        ["编号", "企业信息", None, "备注"],
        [None, "企业名称", "联系电话", None],
        [7, FIRST, 1, 2],
    ]
    merged = [(0, 0, 0, 3), (1, 1, 1, 2)]
    assert read(book(tmp_path / "l.xlsx", rows, merged))[:2] == (
        ["编号", "企业名称", "联系电话", "备注"],
        {"id": 0, "name": 1, "phone": 2},
    )
    text = write(tmp_path / "l.csv", f"编号,企业信息,,备注\n,企业名称,联系电话,\n7,{FIRST},1,2\n")
    assert read(text)[0] == ["编号", "企业名称", "联系电话", "备注"]
    titled = write(tmp_path / "t.csv", f"2023年名单,,\n企业名称,,备注\n{FIRST},1,2\n")
    assert read(titled)[0] == ["企业名称", "列2", "备注"], "a title is no header"


def test_a_total_below_the_list_is_a_row_that_matches_nobody(tmp_path: Path, registry: Path) -> None:
    rows: Cells = [
        ["企业名称", "产值"],
        [FIRST, 3],
        [SECOND, 4],
        ["合计", 7],
        [None, 7],
        ["填表人：张三", None],
    ]
    outcome, answer = run(tmp_path, book(tmp_path / "l.xlsx", rows), registry)
    assert decided(answer) == [("match", "E1"), ("match", "E2"), *[("none", "")] * 3]
    assert [r["产值"] for r in answer] == ["3", "4", "7", "7", ""]
    assert outcome.unusable == 2


def test_codes_and_phones_stored_as_numbers_are_read(tmp_path: Path) -> None:
    registry = write(tmp_path / "r.csv", "id,name,uscc,phone\nA,甲乙丙食品有限公司,,13800000001\n")
    rows: Cells = [["企业名称", "组织机构代码", "电话"], ["甲乙丙食品公司", 123456789, 13800000001.0]]
    listed = book(tmp_path / "l.xlsx", rows)
    assert decided(run(tmp_path, listed, registry)[1]) == [("match", "A")]


def test_rows_that_say_the_same_each_get_the_answer(tmp_path: Path, registry: Path) -> None:
    listed = write(tmp_path / "l.csv", f"企业名称\n{FIRST}\n{FIRST}\n晋江市恒胜鞋业有限公司\n{FIRST}\n")
    assert [i for _, i in decided(run(tmp_path, listed, registry)[1])] == ["E1", "E1", "E1", "E1"]


LOCKED = compound_file({"EncryptedPackage": b"\0" * 5000, "EncryptionInfo": b"\0" * 200})


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("l.xlsx", LOCKED, "文件设了密码，无法读取。 请去掉打开密码后再匹配"),
        ("l.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "表格文件已损坏或不完整"),
        ("l.xlsx", b"PK\x03\x04 cut off", "表格文件已损坏或不完整"),
        ("l.zip", b"PK\x03\x04", "不支持 .zip 文件"),
        ("l.pdf", b"%PDF-1.4\n", "不支持 .pdf 文件"),
        ("l.xls", "<html><table>企业名称</table></html>".encode(), "文件内容是网页"),
        ("l.json", b'{"a":', "json 第 1 行"),
        ("l.json", b"[]", "表是空的，没有任何内容。 请核对文件"),
        ("l.csv", b"name\ncaf\xe9 ltd\n", "第 2 行既不是 UTF-8 也不是 GB18030"),
        ("l.csv", "企業名稱\n宏達鞋業有限公司\n".encode("big5"), "列名若是乱码，请另存为 UTF-8 或 xlsx"),
    ],
)
def test_what_cannot_be_read_says_why(
    tmp_path: Path, registry: Path, name: str, content: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ChanyeError) as caught:
        run(tmp_path, tmp_path / name, registry)
    assert says in str(caught.value)
    assert f"名单 {name}" in str(caught.value)


def test_a_workbook_cut_off_or_with_an_empty_sheet_says_so(tmp_path: Path, registry: Path) -> None:
    whole = book(tmp_path / "whole.xlsx", [["企业名称"], [FIRST]]).read_bytes()
    (tmp_path / "cut.xlsx").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DeliveryError, match=r"名单 cut\.xlsx：表格文件已损坏或不完整"):
        run(tmp_path, tmp_path / "cut.xlsx", registry)
    with pytest.raises(DeliveryError, match=r"名单 none\.xlsx：表是空的"):
        run(tmp_path, book(tmp_path / "none.xlsx", []), registry)
    with pytest.raises(DeliveryError, match=r"名单 head\.xlsx 工作表“名单”：只有表头"):
        run(tmp_path, book(tmp_path / "head.xlsx", [["企业名称"]]), registry)


def test_a_registry_in_which_nothing_is_usable_is_refused(tmp_path: Path, registry: Path) -> None:
    empty = write(tmp_path / "r.csv", "企业名称,税号\n,1\n-,\n")
    with pytest.raises(DeliveryError, match=r"登记名录 r\.csv：2 行都没有可用的名称.*--registry-map name="):
        run(tmp_path, registry, empty)


def test_a_place_that_takes_no_file_is_told_before_any_work(tmp_path: Path, registry: Path) -> None:
    with pytest.raises(UsageError, match="写不了"):
        run(tmp_path, tmp_path / "not there.csv", registry, out="长" * 200 + ".csv")


def test_a_column_that_a_map_names_must_be_there(tmp_path: Path, registry: Path) -> None:
    listed = write(tmp_path / "l.csv", f"企业名称,税号\n{FIRST},{code(1)}\n")
    with pytest.raises(DeliveryError, match=r"名单 l\.csv：没有表头为“电话”的列。 现有的列：企业名称、税号"):
        run(tmp_path, listed, registry, mapped={"phone": "电话"})


def test_a_few_zero_bytes_lose_no_row(tmp_path: Path, registry: Path) -> None:
    rows = "".join(f"{FIRST}\n" for _ in range(9))
    (tmp_path / "l.csv").write_bytes(f"企业名称\n{rows}".encode() + SECOND.encode() + b"\0\0\n")
    assert decided(run(tmp_path, tmp_path / "l.csv", registry)[1]) == [
        *[("match", "E1")] * 9,
        ("match", "E2"),
    ]
