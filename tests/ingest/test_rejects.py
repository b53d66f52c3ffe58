"""Refused rows: sent back with reasons, corrected, and taken in where they stood."""

from datetime import datetime
from decimal import Decimal

import openpyxl

from ingest.receipt import Receipt, Status
from store import deliveries
from tests.ingest.samples import TAX, City, csv_bytes, tax_row

TAX_KEY = "tax_net_revenue"


def _amounts(city: City) -> list[tuple[str, Decimal]]:
    return city.rows("SELECT src_period, amount FROM lake_tax_net_revenue ORDER BY ALL", None, [TAX_KEY])


def _rejected(city: City) -> Receipt:
    rows = [
        ["单位：万元"],
        TAX,
        tax_row(1),
        tax_row(2, "待补"),
        tax_row(3, amount="约三百万"),
        tax_row(4, amount="1.5"),
    ]
    return city.one("净入库202304.csv", csv_bytes(rows))


def test_refused_rows_go_back_with_their_cells_reasons_and_marks(city: City) -> None:
    receipt = _rejected(city)
    assert (receipt.good, receipt.rejected) == (2, 2)
    book = openpyxl.load_workbook(city.settings.home / receipt.reject_file)
    page = book["退回修改"]
    head, *rows = [[c.value for c in row] for row in page.iter_rows()]
    assert head[4] == "实缴金额（万元）"
    assert [(r[3], r[4], r[-1]) for r in rows] == [("待补", "100.00", 4), ("2023-04-18", "约三百万", 5)]
    assert rows[0][-3] == "入库日期：不是日期：待补"
    assert page["D2"].fill.fgColor.rgb == "FFFFC7CE"
    assert book["_交付"].sheet_state == "veryHidden"


def test_a_corrected_reject_sheet_supplements_its_delivery(city: City) -> None:
    receipt = _rejected(city)
    path = city.settings.home / receipt.reject_file
    book = openpyxl.load_workbook(path)
    book["退回修改"]["D2"] = "2023-04-19"
    book.save(city.supply / "改好.xlsx")
    back = city.one("改好.xlsx", (city.supply / "改好.xlsx").read_bytes())
    assert (back.supplements, back.good, back.rejected) == (receipt.delivery, 1, 1)
    with city.ledger.session() as session:
        parent = deliveries.find(session, receipt.delivery)
        assert (parent.rows_good, parent.rows_rejected, parent.rows_ignored) == (3, 1, 2)
    keys = city.rows("SELECT source_key, amount FROM lake_tax_net_revenue ORDER BY src_row", None, [TAX_KEY])
    assert (f"{TAX_KEY}/2023-04/{receipt.delivery}#!4", Decimal("1000000.00")) in keys
    book["退回修改"]["E3"] = "300"
    book.save(city.supply / "改好2.xlsx")
    last = city.one("改好2.xlsx", (city.supply / "改好2.xlsx").read_bytes())
    assert (last.good, last.rejected, last.ignored["已收过的行"]) == (1, 0, 1)
    assert len(_amounts(city)) == 4


def test_withdrawing_a_delivery_takes_its_supplements_along(city: City) -> None:
    receipt = _rejected(city)
    book = openpyxl.load_workbook(city.settings.home / receipt.reject_file)
    book["退回修改"]["D2"] = "2023-04-19"
    book.save(city.supply / "改好.xlsx")
    city.one("改好.xlsx", (city.supply / "改好.xlsx").read_bytes())
    with city.ledger.session() as session:
        row = deliveries.withdraw(session, receipt.delivery, "整批有误", "信息员", datetime.now())
        assert (row.rows_good, row.rows_rejected) == (2, 2)
    assert _amounts(city) == []


def test_a_delivery_of_refused_rows_only_replaces_nothing_and_can_be_corrected(city: City) -> None:
    city.one("净入库202304.csv", csv_bytes([TAX, tax_row(1)]))
    receipt = city.one("净入库202304更正.csv", csv_bytes([TAX, tax_row(1, "待补")]))
    assert (receipt.good, receipt.rejected, receipt.replaces) == (0, 1, [])
    assert len(_amounts(city)) == 1
    book = openpyxl.load_workbook(city.settings.home / receipt.reject_file)
    book["退回修改"]["D2"] = "2023-04-19"
    book.save(city.supply / "改好.xlsx")
    back = city.one("改好.xlsx", (city.supply / "改好.xlsx").read_bytes())
    assert (back.status, back.good) == (Status.COMMITTED, 1)
    assert len(_amounts(city)) == 1


def test_a_reject_sheet_whose_own_columns_are_gone_is_refused(city: City) -> None:
    receipt = _rejected(city)
    book = openpyxl.load_workbook(city.settings.home / receipt.reject_file)
    book["退回修改"].delete_cols(book["退回修改"].max_column)
    book.save(city.supply / "改坏.xlsx")
    assert "原行号" in city.one("改坏.xlsx", (city.supply / "改坏.xlsx").read_bytes()).error
