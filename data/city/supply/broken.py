"""Files that cannot be read, each broken in one way: demos and tests ingest them on purpose."""

import struct
import zipfile
from io import BytesIO
from pathlib import Path

import xlsxwriter

from data.city.supply.archive import add_member
from data.city.supply.formats.xlsx import CREATED

HEADER = ("企业名称", "认定时间", "级别", "主要产品", "联系人", "联系方式", "负责人")
SECTOR = 512


def workbook(rows: list[tuple[str, ...]]) -> bytes:
    """Return a small xlsx."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": CREATED})
    page = book.add_worksheet("Sheet1")
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()
    return stream.getvalue()


def compound_file(streams: dict[str, bytes]) -> bytes:
    """Return an OLE compound file ([MS-CFB] version 3) with these streams, each of at least 4,096 bytes."""
    bodies = [body.ljust(-(-len(body) // SECTOR) * SECTOR, b"\0") for body in streams.values()]
    fat = [0xFFFFFFFD, 0xFFFFFFFE]  # sector 0 is the table itself, sector 1 the directory
    entries = [directory_entry("Root Entry", 5, child=1, start=0xFFFFFFFE, size=0)]
    for number, (name, body) in enumerate(streams.items(), 1):
        start, count = len(fat), len(bodies[number - 1]) // SECTOR
        fat += [start + i + 1 for i in range(count - 1)] + [0xFFFFFFFE]
        right = number + 1 if number < len(streams) else 0xFFFFFFFF
        entries.append(directory_entry(name, 2, right=right, start=start, size=len(body)))
    entries += [directory_entry("", 0)] * (4 - len(entries))
    fat += [0xFFFFFFFF] * (128 - len(fat))
    header = struct.pack(
        "<8s16x5H6x9I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096,
        0xFFFFFFFE, 0, 0xFFFFFFFE, 0,
    )  # fmt: skip
    table = struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    return b"".join([header + table, struct.pack("<128I", *fat), *entries, *bodies])


def directory_entry(
    name: str, kind: int, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF, start: int = 0, size: int = 0
) -> bytes:
    """Return one directory entry of 128 bytes."""
    text = name.encode("utf-16-le") + b"\0\0" if name else b""
    return struct.pack(
        "<64sHBB3I16xI8x8xIII", text, len(text), kind, 1, 0xFFFFFFFF, right, child, 0, start, size, 0
    )


def write_broken(folder: Path) -> None:
    """Write one file for each way of being unreadable."""
    folder.mkdir(parents=True, exist_ok=True)
    row = ("晋江市示例鞋业有限公司", "2022-06-01", "省级", "运动鞋", "王小姐", "13800000000", "张三")
    good = workbook([HEADER, row])
    locked = {
        "EncryptionInfo": b"\x04\x00\x04\x00\x40\x00\x00\x00".ljust(4096, b"<"),
        "EncryptedPackage": b"\x7f" * 4608,
    }
    text = ",".join(HEADER) + "\r\n" + ",".join(row) + "\r\n"
    files = {
        "瞪羚企业信息（加密）.xlsx": compound_file(locked),
        "瞪羚企业信息（截断）.xlsx": good[: len(good) // 2],
        "瞪羚企业信息（空表）.xlsx": workbook([]),
        "瞪羚企业信息（仅表头）.xlsx": workbook([HEADER]),
        "瞪羚企业信息（混合编码）.csv": text.encode("utf-8") + text.encode("gb18030"),
        "瞪羚企业信息（空文件）.csv": b"",
        "瞪羚企业信息（缺必填列）.xlsx": workbook([HEADER[1:], row[1:]]),
        "食堂菜单（报错文件）.xlsx": workbook([("星期", "早餐", "午餐"), ("星期一", "豆浆、油条", "卤面")]),
        "瞪羚企业信息（网页）.xls": "<html><table><tr><td>企业名称</td></tr></table></html>".encode(),
        "关于报送瞪羚企业信息的通知.docx": b"PK\x03\x04not a table",
        "瞪羚企业信息（损坏）.json": '[{"企业名称": "晋江市示例鞋业有限公司", '.encode(),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    archive = folder / "瞪羚企业信息（压缩包）.zip"
    with zipfile.ZipFile(archive, "w") as file:
        add_member(file, "瞪羚企业信息.xlsx", good, "gbk")
    content = archive.read_bytes()
    (folder / "瞪羚企业信息（损坏的压缩包）.zip").write_bytes(content[: len(content) // 3])
    archive.unlink()
