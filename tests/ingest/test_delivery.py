"""Deliveries: recognised, split by period, replaced, corrected, previewed, all or nothing."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from ingest import lake
from ingest.contract import load_catalogue
from ingest.delivery import deliver
from ingest.receipt import Status
from store import deliveries
from tests.ingest.samples import TAX, City, csv_bytes, tax_row, xlsx_bytes, zip_bytes

TAX_KEY = "tax_net_revenue"
GAZELLE = ["企业名称", "认定时间", "级别", "主要产品", "联系人", "联系方式", "负责人"]
FIRM = ["晋江市示例鞋业有限公司", "2022-06-01", "省级", "运动鞋", "王小姐", "13800000000", "张三"]


def _amounts(city: City, known_on: datetime | None = None) -> list[tuple[str, Decimal]]:
    query = "SELECT src_period, amount FROM lake_tax_net_revenue ORDER BY ALL"
    return city.rows(query, known_on, [TAX_KEY])


def test_title_totals_blanks_notes_and_examples_are_counted_and_rows_add_up(city: City) -> None:
    rows: list[list[str | None]] = [
        ["税务净入库信息（2023年4月）"],
        ["单位：元"],
        [*TAX],
        ["（示例）91350582MA00A00000", "示例", "增值税", "2023-04-01", "1"],
        [*tax_row(1)],
        [None],
        [*TAX],
        [*tax_row(2)],
        ["小计", None, None, None, "200"],
        ["合 计", None, None, None, "200"],
        ["制表人：张三", "审核：李四"],
    ]
    receipt = city.one("上报.csv", csv_bytes(rows, "gb18030"))
    assert (receipt.dataset, receipt.period, receipt.good, receipt.rejected) == (TAX_KEY, "2023-04", 2, 0)
    assert receipt.ignored == {
        "标题行": 2, "表头行": 1, "空行": 1, "合计行": 2, "说明行": 1, "示例行": 1, "重复表头": 1,
    }  # fmt: skip
    assert receipt.rows == len(rows)
    found = city.rows("SELECT src_row, source_key FROM lake_tax_net_revenue ORDER BY 1", None, [TAX_KEY])
    assert [r for r, _ in found] == [5, 8]
    assert found[0][1] == f"{TAX_KEY}/2023-04/{receipt.delivery}#!5"


def test_all_views_exist_typed_and_empty_where_nothing_came(city: City) -> None:
    (count,) = city.rows(
        "SELECT count(*) FROM lake_park_firm JOIN history_tax_registration USING (source_key)"
    )
    assert count == (0,)
    types = dict(city.rows("SELECT column_name, column_type FROM (DESCRIBE lake_tax_net_revenue)"))
    assert (types["amount"], types["paid_on"], types["src_row"]) == ("DECIMAL(18,2)", "DATE", "BIGINT")
    assert types["known_from"] == "TIMESTAMP"


def test_a_delivery_of_many_periods_is_split_and_a_correction_replaces_only_its_own(city: City) -> None:
    city.one(
        "净入库_202303-202304.csv",
        csv_bytes([TAX, tax_row(1, "2023-03-05", "1"), tax_row(2, "2023-04-05", "2")]),
    )
    late = city.one("净入库_202304（更正）.csv", csv_bytes([TAX, tax_row(2, "2023-04-05", "3")]))
    assert len(late.replaces) == 1
    assert _amounts(city) == [("2023-03", Decimal("1.00")), ("2023-04", Decimal("3.00"))]


def test_the_same_file_twice_changes_nothing_under_whatever_name(city: City) -> None:
    content = csv_bytes([TAX, tax_row(1)])
    first = city.one("净入库202304.csv", content)
    before = lake.snapshot(city.settings, city.ledger).hash
    for name in ("净入库202304.csv", "净入库202304（1）.csv"):
        again = city.one(name, content)
        assert (again.status, again.delivery) == (Status.UNCHANGED, first.delivery)
    assert lake.snapshot(city.settings, city.ledger).hash == before


def test_what_was_known_on_a_day_can_be_read_again(city: City) -> None:
    may, june = datetime(2023, 5, 10), datetime(2023, 6, 10)
    city.one("净入库202304.csv", csv_bytes([TAX, tax_row(1, amount="1")]), received_at=may)
    city.one("净入库202304更正.csv", csv_bytes([TAX, tax_row(1, amount="2")]), received_at=june)
    assert _amounts(city, datetime(2023, 5, 1)) == []
    assert _amounts(city, datetime(2023, 5, 11)) == [("2023-04", Decimal("1.00"))]
    assert _amounts(city) == [("2023-04", Decimal("2.00"))]


def test_a_version_entered_late_does_not_replace_a_newer_one(city: City) -> None:
    city.one(
        "净入库202304新.csv", csv_bytes([TAX, tax_row(1, amount="2")]), received_at=datetime(2023, 6, 10)
    )
    city.one(
        "净入库202304旧.csv", csv_bytes([TAX, tax_row(1, amount="1")]), received_at=datetime(2023, 5, 10)
    )
    assert _amounts(city) == [("2023-04", Decimal("2.00"))]
    assert _amounts(city, datetime(2023, 5, 11)) == [("2023-04", Decimal("1.00"))]


def test_withdrawing_brings_back_what_was_replaced(city: City) -> None:
    city.one("净入库202304.csv", csv_bytes([TAX, tax_row(1, amount="1")]), received_at=datetime(2023, 5, 1))
    wrong = city.one(
        "净入库202304更正.csv", csv_bytes([TAX, tax_row(1, amount="9")]), received_at=datetime(2023, 5, 2)
    )
    with city.ledger.session() as session:
        deliveries.withdraw(session, wrong.delivery, "数字有误", "信息员", datetime(2023, 5, 3))
    assert _amounts(city) == [("2023-04", Decimal("1.00"))]
    assert _amounts(city, datetime(2023, 5, 2, 12)) == [("2023-04", Decimal("9.00"))]
    again = city.one("净入库202304更正.csv", csv_bytes([TAX, tax_row(1, amount="9")]))
    assert again.status is Status.UNCHANGED
    anew = city.one("净入库202304更正.csv", csv_bytes([TAX, tax_row(1, amount="9")]), again=True)
    assert anew.status is Status.COMMITTED
    assert _amounts(city) == [("2023-04", Decimal("9.00"))]


def test_rows_dated_outside_the_declared_month_stay_with_it(city: City) -> None:
    rows = [TAX, *[tax_row(i) for i in range(3)], tax_row(9, "2023-03-31")]
    receipt = city.one("净入库_202304.csv", csv_bytes(rows))
    assert receipt.period == "2023-04"
    assert "outside_period" in [f.kind for f in receipt.findings]


def test_changes_upsert_by_key_and_keep_history(city: City) -> None:
    head = ["企业名称", "法人代表", "联系电话", "地址", "统一社会信用代码", "经营范围", "所属地区", "时间"]
    old = [
        "晋江市旧名鞋业有限公司",
        "张三",
        "13800000000",
        "陈埭镇",
        "91350582MA00A1B207",
        "制鞋",
        "陈埭镇",
        "2020-01-01",
    ]
    city.one("企业登记信息（截至2023年4月）.csv", csv_bytes([head, old]))
    city.one("企业登记信息2023年5月.csv", csv_bytes([head, ["晋江市新名鞋业有限公司", *old[1:]]]))
    assert city.rows("SELECT name, src_period FROM lake_company_registration") == [
        ("晋江市新名鞋业有限公司", "2023-05")
    ]
    assert city.rows("SELECT count(*) FROM history_company_registration") == [(2,)]


def test_towns_never_overwrite_each_other(city: City) -> None:
    head = [
        "企业名称",
        "统一社会信用代码",
        "所属楼宇",
        "使用面积",
        "使用类型",
        "所属街道",
        "营业面积",
        "所属行业",
    ]
    for town in ("陈埭镇", "青阳街道"):
        row = [
            "晋江市示例贸易有限公司",
            "91350582MA00A1C35D",
            "示例大厦",
            "1亩",
            "租赁",
            town,
            "80",
            "批发业",
        ]
        city.one(
            f"各镇街/{town}/楼宇企业产权信息2022年.xlsx",
            xlsx_bytes({"Sheet1": [head, row]}),
            dataset="building_occupancy",
            supplier=town,
        )
    found = city.rows("SELECT src_supplier, used_area FROM lake_building_occupancy ORDER BY 1")
    assert found == [("陈埭镇", Decimal("666.67")), ("青阳街道", Decimal("666.67"))]


def test_units_come_from_header_title_or_catalogue(city: City) -> None:
    head = ["施工单位", "建设单位", "工程项目名称", "工程所在地址", "备案申请日期"]
    row = ["甲建筑公司", "乙鞋业公司", "鞋业产业园", "陈埭镇", "2023-04-10", 12]
    sheets: dict[str, Sequence[Sequence[object]]] = {
        "2023年1月": [[*head, "合同造价（元）"], row],
        "2023年2月": [["单位：亿元"], [*head, "合同造价"], row],
        "2023年3月": [[*head, "合同造价"], row],
    }
    city.one("竣工验收备案.xlsx", xlsx_bytes(sheets), period="2023-04")
    found = city.rows("SELECT contract_amount FROM lake_completion_filing ORDER BY src_sheet")
    assert [int(v) for (v,) in found] == [12, 1_200_000_000, 120_000]


def test_a_jump_by_ten_thousand_is_reported(city: City) -> None:
    city.one(
        "净入库202303.csv", csv_bytes([TAX, *[tax_row(i, "2023-03-01", f"{1 + i}.5") for i in range(5)]])
    )
    receipt = city.one(
        "净入库202304.csv", csv_bytes([TAX, *[tax_row(i, amount=f"{1 + i}5000") for i in range(5)]])
    )
    assert "unit_jump" in [f.kind for f in receipt.findings]


def test_unknown_columns_are_kept_and_reported(city: City) -> None:
    receipt = city.one("净入库202304.csv", csv_bytes([[*TAX, "备注"], [*tax_row(1), "已核对"]]))
    assert "unknown_column" in [f.kind for f in receipt.findings]
    assert city.rows("SELECT extra FROM lake_tax_net_revenue") == [('{"备注": "已核对"}',)]


def test_exact_repeats_are_dropped_and_contradictions_kept(city: City) -> None:
    head = [
        "免抵调库UUID",
        "征收项目",
        "社会信用代码（纳税人识别号）",
        "纳税人名称",
        "免抵调库税额",
        "征收品目",
    ]
    row = ["u1", "增值税", "91350582MA00A1B207", "晋江市示例鞋业有限公司", "100", "x"]
    receipt = city.one("免抵调信息202304.csv", csv_bytes([head, row, row, [*row[:4], "200", "x"]]))
    assert (receipt.good, receipt.ignored["重复行"]) == (2, 1)
    assert {"duplicate", "conflict"} <= {f.kind for f in receipt.findings}


def test_two_header_rows_and_merged_cells_are_read(city: City) -> None:
    head = [
        ["企业名称", "认定", "", "产品", "联系", "", ""],
        ["", "认定时间", "级别", "主要产品", "联系人", "联系方式", "负责人"],
    ]
    content = xlsx_bytes(
        {"瞪羚企业": [["瞪羚企业信息（2022年）"], *head, FIRM]}, [(0, 0, 0, 6), (1, 0, 2, 0), (1, 1, 1, 2)]
    )
    receipt = city.one("名单.xlsx", content)
    assert (receipt.dataset, receipt.period, receipt.good) == ("gazelle_firm", "2022", 1)
    assert city.rows("SELECT name, level FROM lake_gazelle_firm") == [("晋江市示例鞋业有限公司", "省级")]


def test_several_data_sets_and_a_sheet_per_month_in_one_workbook(city: City) -> None:
    head = ["科目名称", "科目代码", "金额（万元）"]
    sheets: dict[str, Sequence[Sequence[object]]] = {
        "1月": [["收支月报表"], head, ["增值税", "10101", 1]],
        "2月": [["收支月报表"], head, ["增值税", "10101", 2]],
        "瞪羚企业2023年": [GAZELLE, FIRM],
    }
    found = {r.dataset: r for r in city.ingest("财政2023年.xlsx", xlsx_bytes(sheets))}
    assert found["fiscal_monthly_report"].period == "2023-01..2023-02"
    assert found["gazelle_firm"].good == 1
    amounts = city.rows("SELECT src_period, amount FROM lake_fiscal_monthly_report ORDER BY 1")
    assert amounts == [("2023-01", Decimal("10000.00")), ("2023-02", Decimal("20000.00"))]


def test_nil_returns_are_deliveries_and_the_same_bytes_count_for_each_period(city: City) -> None:
    head = csv_bytes([["免抵调库UUID", "征收项目", "纳税人名称", "免抵调库税额"]])
    found = [city.one(f"免抵调信息2023{m}.csv", head) for m in ("05", "06")]
    assert [(r.status, r.period, r.rows) for r in found] == [
        (Status.NIL, "2023-05", 1),
        (Status.NIL, "2023-06", 1),
    ]
    note = city.one("免抵调信息2023年7月.xlsx", xlsx_bytes({"Sheet1": [["本月无数据"]]}))
    assert (note.status, note.dataset, note.period) == (Status.NIL, "tax_exempt_offset", "2023-07")


def test_archives_with_gbk_names_inside_each_other(city: City) -> None:
    inner = zip_bytes({"净入库202304.csv": csv_bytes([TAX, tax_row(1)])}, gbk=True)
    receipt = city.one("税务.zip", zip_bytes({"四月/内.zip": inner}, gbk=True))
    assert receipt.file == "税务.zip/四月/内.zip/净入库202304.csv"
    assert receipt.good == 1


def test_a_bomb_and_a_broken_archive_are_refused(city: City) -> None:
    assert "过大" in city.one("炸弹.zip", zip_bytes({"a.csv": b"\0" * (100 << 20)})).error
    good = zip_bytes({"a.csv": b"x" * 5000})
    assert "损坏" in city.one("坏.zip", good[: len(good) // 2]).error


def test_one_bad_file_does_not_stop_the_others(city: City) -> None:
    city.put("a坏.xlsx", b"PK\x03\x04broken")
    city.put("b净入库202304.csv", csv_bytes([TAX, tax_row(1)]))
    found = deliver(city.settings, city.ledger, [city.supply])
    assert [(r.status, r.refused) for r in found] == [(Status.REFUSED, True), (Status.COMMITTED, False)]


def test_a_missing_required_column_refuses_the_file(city: City) -> None:
    receipt = city.one("净入库202304.csv", csv_bytes([TAX[:4] + TAX[5:], tax_row(1)[:4] + tax_row(1)[5:]]))
    assert receipt.status is Status.REFUSED
    assert "实缴金额" in receipt.error
    assert "第 1 行" in receipt.error


def test_without_a_period_it_is_refused_or_asked_for(city: City) -> None:
    content = xlsx_bytes({"Sheet1": [GAZELLE, FIRM]})
    refused = city.one("瞪羚企业.xlsx", content)
    assert (refused.status, "--period" in refused.advice) == (Status.REFUSED, True)
    asked = city.one("瞪羚企业.xlsx", content, ask=lambda question, choices: "2022")
    assert (asked.status, asked.period) == (Status.COMMITTED, "2022")


def test_two_lists_of_one_shape_are_not_guessed_apart(city: City) -> None:
    content = xlsx_bytes({"Sheet1": [GAZELLE, FIRM]})
    refused = city.one("企业名单2022年.xlsx", content)
    assert refused.status is Status.REFUSED
    assert "--dataset" in refused.advice
    pick: Callable[..., str] = lambda question, choices: choices[0][0]  # noqa: E731
    assert city.one("企业名单2022年.xlsx", content, ask=pick).status is Status.COMMITTED


def test_a_preview_writes_nothing_and_tells_the_difference(city: City) -> None:
    city.one("净入库202304.csv", csv_bytes([TAX, tax_row(1), tax_row(2)]))
    before = lake.snapshot(city.settings, city.ledger).hash
    receipt = city.one(
        "净入库202304更正.csv", csv_bytes([TAX, tax_row(1), tax_row(3), tax_row(4)]), dry_run=True
    )
    assert receipt.status is Status.PREVIEW
    assert receipt.difference == {"added": 2, "removed": 1, "changed": 0, "same": 1}
    assert lake.snapshot(city.settings, city.ledger).hash == before


def test_a_killed_run_leaves_nothing_visible_and_can_be_repeated(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    content = csv_bytes([TAX, tax_row(1)])
    with monkeypatch.context() as patch:
        patch.setattr(deliveries, "record", killed)
        with pytest.raises(KeyboardInterrupt):
            city.one("净入库202304.csv", content)
    assert _amounts(city) == []
    assert city.one("净入库202304.csv", content).status is Status.COMMITTED
    assert len(_amounts(city)) == 1


def test_the_same_rows_give_the_same_bytes_whenever_they_come(city: City, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = City(tmp_path / "other")
    for place, day in ((city, 1), (other, 2)):
        place.one("净入库202304.csv", csv_bytes([TAX, tax_row(1)]), received_at=datetime(2023, 5, day))
    assert lake.snapshot(city.settings, city.ledger).hash == lake.snapshot(other.settings, other.ledger).hash


def test_parts_of_one_supply_stay_beside_each_other(city: City) -> None:
    city.one("净入库202304（第1部分）.csv", csv_bytes([TAX, tax_row(1)]))
    city.one("净入库202304（第2部分）.csv", csv_bytes([TAX, tax_row(2)]))
    assert len(_amounts(city)) == 2


def test_every_data_set_is_recognised_by_its_own_columns(city: City) -> None:
    catalogue = load_catalogue()
    periods = {"monthly": "2023-04", "quarterly": "2023-Q1", "yearly": "2022"}
    wrong = []
    for key, spec in catalogue.datasets.items():
        fields = [f for f in spec.fields if not f.splits_into]
        content = xlsx_bytes({"Sheet1": [[f.name for f in fields], [f.example for f in fields]]})
        town = "陈埭镇" if catalogue.unit_of(key).suppliers else ""
        name = f"{town}{spec.label.replace('/', '')}.xlsx"
        receipt = city.one(name, content, period=periods[spec.frequency])
        if (receipt.dataset, receipt.good, receipt.rejected) != (key, 1, 0):
            wrong.append((key, receipt.error))
    assert wrong == []


def test_the_same_content_under_another_name_is_noted_once(city: City) -> None:
    content = csv_bytes([TAX, tax_row(1)])
    held = city.one("净入库202304.csv", content, received_at=datetime(2023, 5, 10))
    for name in ("净入库202304.csv", "净入库202304（1）.csv", "净入库202304（1）.csv"):
        again = city.one(name, content, received_at=datetime(2023, 5, 12))
        assert (again.status, again.delivery) == (Status.UNCHANGED, held.delivery)
    city.one("净入库202304（2）.csv", content, dry_run=True)
    with city.ledger.session() as session:
        found = [(r.delivery, r.file_name, r.received_at.day) for r in deliveries.repeats(session)]
    assert found == [(held.delivery, "净入库202304（1）.csv", 12)]
