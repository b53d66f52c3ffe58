"""Workbooks: xlsx, xls and WPS's .et, read by calamine; passwords, damage and bombs are told apart."""

import io
import zipfile
from typing import Final

import olefile
import python_calamine as calamine

from core.errors import DeliveryError
from ingest.contract import NOTES_SHEET
from ingest.grid import Grid, grid_of_rows

LARGEST: Final = 3 << 30  # bytes of a workbook once unpacked
PASSWORD: Final = "文件设了密码，无法读取。"
DAMAGED: Final = "表格文件已损坏或不完整。"
DECLINED: Final = ("_交付",)
"""Sheets that carry what our own reject sheets must know; see `ingest.rejects`."""


def _check_container(content: bytes) -> None:
    """Raise where the workbook is locked, broken or unpacks to more than any real one."""
    if content.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as book:
                members = book.infolist()
        except zipfile.BadZipFile as error:
            raise DeliveryError(DAMAGED, advice="请重新导出或重新传输后再报送。") from error
        if sum(m.file_size for m in members) > LARGEST:
            raise DeliveryError("表格解压后过大，疑为异常文件。", advice="请拆分后以 csv 报送。")
        if not any(m.filename.startswith(("xl/", "Workbook", "content.xml")) for m in members):
            raise DeliveryError("文件是压缩包，不是表格。", advice="请把扩展名改为 .zip，或解压后报送。")
        return
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as book:
            names = {"/".join(entry) for entry in book.listdir()}
    except (OSError, ValueError, IndexError) as error:  # olefile lets some damage through as it meets it
        raise DeliveryError(DAMAGED, advice="请用 Excel 或 WPS 打开后另存为 xlsx，再报送。") from error
    if "EncryptedPackage" in names:
        raise DeliveryError(PASSWORD, advice="请去掉打开密码后再报送。")
    if not names & {"Workbook", "Book", "WorkBook"}:
        raise DeliveryError("文件不是表格（可能是 Word 等其他文件）。", advice="请报送表格文件。")


def read_workbook(content: bytes) -> list[Grid]:
    """Return the sheets that hold anything, without hidden ones and the one that explains how to fill in."""
    _check_container(content)
    try:
        with calamine.load_workbook(io.BytesIO(content)) as book:
            shown = [
                m.name
                for m in book.sheets_metadata
                if m.typ == calamine.SheetTypeEnum.WorkSheet
                and (m.visible == calamine.SheetVisibleEnum.Visible or m.name in DECLINED)
                and m.name != NOTES_SHEET
            ]
            return [g for name in shown if (g := _sheet(book, name)) is not None]
    except calamine.PasswordError as error:
        raise DeliveryError(PASSWORD, advice="请去掉打开密码后再报送。") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise DeliveryError(DAMAGED, advice="请用 Excel 或 WPS 打开后另存为 xlsx，再报送。") from error


def _sheet(book: calamine.CalamineWorkbook, name: str) -> Grid | None:
    sheet = book.get_sheet_by_name(name)
    rows = sheet.to_python(skip_empty_area=False)
    while rows and not any(v != "" and (not isinstance(v, str) or v.strip()) for v in rows[-1]):
        rows.pop()
    if not rows:
        return None
    grid = grid_of_rows(name, rows)
    grid.merged = [(a[0], a[1], b[0], b[1]) for a, b in sheet.merged_cell_ranges or ()]
    return grid
