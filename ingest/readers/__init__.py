"""From bytes to sheets: xlsx, xls, et, csv, json, Parquet; told apart by content, not by name."""

from pathlib import PurePosixPath

from core.errors import DeliveryError
from ingest.grid import Grid
from ingest.readers.records import read_json, read_parquet
from ingest.readers.text import read_csv
from ingest.readers.workbook import read_workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
PARQUET = b"PAR1"
WORKBOOKS = {".xlsx", ".xlsm", ".xls", ".et"}
READABLE = WORKBOOKS | {".csv", ".txt", ".tsv", ".json", ".parquet"}
MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head")


def read(name: str, content: bytes) -> list[Grid]:
    """Return the sheets of a file, empty ones left out; raise DeliveryError that says what to do."""
    suffix = PurePosixPath(name).suffix.lower()
    if not content:
        raise DeliveryError("文件是空的。", advice="请重新导出后再报送。")
    if suffix and suffix not in READABLE:
        raise DeliveryError(f"不支持 {suffix} 文件。", advice="请报送 xlsx、xls、csv、json 或 Parquet 文件。")
    if content.startswith((OLE, ZIP)):
        sheets = read_workbook(content)
    elif content.startswith(PARQUET):
        sheets = read_parquet(content)
    elif suffix == ".json":
        sheets = read_json(content)
    elif suffix == ".parquet":
        raise DeliveryError("不是有效的 Parquet 文件。", advice="文件可能传输不完整，请重新导出。")
    elif content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(MARKUP):
        raise DeliveryError(
            "文件内容是网页（HTML 或 XML），只是扩展名写成了表格。",
            advice="请用 Excel 或 WPS 打开，另存为 xlsx 后再报送。",
        )
    elif suffix in WORKBOOKS and b"\x00" in content[:4096]:
        raise DeliveryError("表格文件已损坏。", advice="请用 Excel 或 WPS 打开后另存为 xlsx，再报送。")
    else:
        sheets = read_csv(content)
    held = [s for s in sheets if s.columns and (s.rows or s.headers)]
    if not held:
        raise DeliveryError(
            "表是空的，没有任何内容。", advice="确无数据请报零报告：保留表头，或写明“本月无数据”。"
        )
    return held
