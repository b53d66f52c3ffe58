"""Small supplied files, made on the fly."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
import xlwt

from core.duck import connect
from core.settings import Settings
from ingest.delivery import deliver
from ingest.gather import Options
from ingest.lake import snapshot
from ingest.receipt import Receipt
from store.ledger import Ledger

TAX = ["纳税人识别号", "纳税人名称", "征收项目", "入库日期", "实缴金额", "乡镇街道", "计税依据", "征收品目"]


def tax_row(number: int, day: str = "2023-04-18", amount: str = "100.00") -> list[str]:
    return [
        f"91350582MA00A{number:05d}",
        f"晋江市第{number}鞋业有限公司",
        "增值税",
        day,
        amount,
        "陈埭镇",
        "",
        "",
    ]


def csv_bytes(rows: Sequence[Sequence[Any]], encoding: str = "utf-8-sig") -> bytes:
    return "\r\n".join(",".join("" if c is None else str(c) for c in r) for r in rows).encode(encoding)


def xlsx_bytes(
    sheets: dict[str, Sequence[Sequence[Any]]], merged: Sequence[tuple[int, int, int, int]] = ()
) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for top, left, bottom, right in merged:
            page.merge_range(top, left, bottom, right, "")
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                if isinstance(value, date):
                    page.write_datetime(i, j, datetime(value.year, value.month, value.day), day)
                elif isinstance(value, str):
                    page.write_string(i, j, value)
                elif value is not None:
                    page.write_number(i, j, value)
    book.close()
    return stream.getvalue()


def xls_bytes(rows: Sequence[Sequence[Any]]) -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("Sheet1")
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            if value is not None:
                page.write(i, j, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


class GbkInfo(zipfile.ZipInfo):
    """A member as Windows in China writes it: GBK and no flag."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def zip_bytes(members: dict[str, bytes], gbk: bool = False) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(GbkInfo(name) if gbk else zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


class City:
    """One installation in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.supply = folder / "supply"
        self.supply.mkdir()
        self.settings = Settings(home=folder / "var")
        self.ledger = Ledger(self.settings)

    def put(self, name: str, content: bytes) -> Path:
        path = self.supply / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def ingest(self, name: str, content: bytes, **options: Any) -> list[Receipt]:  # noqa: ANN401
        return deliver(self.settings, self.ledger, [self.put(name, content)], Options(**options))

    def one(self, name: str, content: bytes, **options: Any) -> Receipt:  # noqa: ANN401
        (receipt,) = self.ingest(name, content, **options)
        return receipt

    def rows(
        self, query: str, known_on: datetime | None = None, datasets: Sequence[str] | None = None
    ) -> list[Any]:
        con = connect(self.settings)
        snapshot(self.settings, self.ledger, known_on).attach(con, datasets)
        return con.execute(query).fetchall()
