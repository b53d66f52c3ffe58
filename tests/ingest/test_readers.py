"""Files of every format as columns of text."""

import io
import json
import struct

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.errors import DeliveryError
from ingest.readers import read
from tests.ingest.samples import xls_bytes, xlsx_bytes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_every_encoding_keeps_rows_where_a_spreadsheet_shows_them(encoding: str) -> None:
    text = '标题\r\n名称,金额\r\n\r\n"多\n行",1\r\n合计\r\n"引""号",2\r\n'
    (grid,) = read("x.csv", text.encode(encoding))
    assert [grid.row(i) for i in range(grid.rows)] == [
        ["标题", ""], ["名称", "金额"], ["", ""], ["多\n行", "1"], ["合计", ""], ['引"号', "2"],
    ]  # fmt: skip


def test_ragged_lines_of_csv_are_kept() -> None:
    (grid,) = read("x.csv", "甲,乙\n1,2,3\n4".encode())
    assert [grid.row(i) for i in range(grid.rows)] == [["甲", "乙", ""], ["1", "2", "3"], ["4", "", ""]]


@pytest.mark.parametrize("first", ["utf-8", "gb18030"])
def test_mixed_encodings_name_the_line(first: str) -> None:
    second = "gb18030" if first == "utf-8" else "utf-8"
    content = "名称,地址\n晋江市鞋业,陈埭镇\n".encode(first) + "晋江市纺织厂,安海镇\n".encode(second)
    with pytest.raises(DeliveryError, match="第 3 行"):
        read("x.csv", content)


def test_workbooks_give_numbers_dates_and_places() -> None:
    for content in (
        xlsx_bytes({"表": [[None, None], ["名称", "金额"], ["甲", 0.1 + 0.2]]}),
        xls_bytes([[None], ["名称", "金额"], ["甲", 0.3]]),
    ):
        (grid,) = read("x.et", content)
        assert [grid.row(i) for i in range(grid.rows)] == [["", ""], ["名称", "金额"], ["甲", "0.3"]]


def test_records_of_json_and_parquet_keep_exact_digits() -> None:
    (grid,) = read("x.json", json.dumps([{"码": 350582123456789012, "额": 1.5}]).encode())
    assert (grid.headers, grid.row(0)) == (["码", "额"], ["350582123456789012", "1.5"])
    stream = io.BytesIO()
    pq.write_table(pa.table({"码": [350582123456789012], "额": [1.5]}), stream)
    (grid,) = read("x.parquet", stream.getvalue())
    assert (grid.headers, grid.row(0)) == (["码", "额"], ["350582123456789012", "1.5"])


def _ole(names: list[str]) -> bytes:
    """A compound file whose directory names these streams (MS-CFB, version 3)."""
    entries = [("Root Entry", 5, 1)] + [(n, 2, 0xFFFFFFFF) for n in names]
    head = struct.pack(
        "<8s16x5H6x9I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        1,
        1,
        0,
        4096,
        0xFFFFFFFE,
        0,
        0xFFFFFFFE,
        0,
    )
    none, free = 0xFFFFFFFF, 0xFFFFFFFE
    packed = []
    for i, (n, k, c) in enumerate(entries):
        right = i + 1 if 0 < i < len(names) else none
        size = len(n) * 2 + 2
        packed.append(
            struct.pack(
                "<64sHBB3I16xI8x8xIII", n.encode("utf-16-le"), size, k, 1, none, right, c, 0, free, 0, 0
            )
        )
    body = b"".join(packed).ljust(512, b"\0")
    return (
        head
        + struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
        + struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
        + body
    )


GOOD = xlsx_bytes({"Sheet1": [["名称"], ["甲"]]})
REFUSED = {
    "空文件": ("x.csv", b"", "空的"),
    "空表": ("x.xlsx", xlsx_bytes({"Sheet1": []}), "空的"),
    "加密": ("x.xlsx", _ole(["EncryptionInfo", "EncryptedPackage"]), "密码"),
    "文档": ("x.xls", _ole(["WordDocument"]), "不是表格"),
    "截断": ("x.xlsx", GOOD[: len(GOOD) // 2], "损坏"),
    "网页": ("x.xls", b"<html><table></table></html>", "另存为 xlsx"),
    "格式": ("x.docx", GOOD, "不支持"),
    "json": ("x.json", b'[{"a": 1', "第 1 行"),
    "parquet": ("x.parquet", b"PAR1garbage", "Parquet"),
    "乱码": ("x.csv", b"a,b\n\xff\xff\xff,1\n", "第 2 行"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_an_unreadable_file_says_why_and_what_to_do(case: str) -> None:
    name, content, words = REFUSED[case]
    with pytest.raises(DeliveryError, match=words) as error:
        read(name, content)
    assert error.value.advice
