"""Cells as people type them, in the lake's types."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from ingest.contract import FieldSpec, FieldType
from ingest.convert import Converted, convert
from ingest.grid import column_of


def _convert(kind: str, values: list[Any], scale: Fraction | int = 1, unit: str | None = None) -> Converted:
    return convert(
        column_of(values), FieldSpec(name="x", key="x", type=FieldType(kind), unit=unit), Fraction(scale)
    )


DATES = [
    "2023-4-1", "2023年4月1日", "20230401", "2023/04/01 12:30:00", "2023-04-01T00:00:00",
    "２０２３－０４－０１", 45017, "45017",
    date(2023, 4, 1), "二〇二三年四月一日", "2023.4", "2023年4月",
]  # fmt: skip


@pytest.mark.parametrize("value", DATES)
def test_dates_in_every_dress(value: object) -> None:
    assert _convert("date", [value]).values.to_pylist() == [date(2023, 4, 1)]


@pytest.mark.parametrize("value", ["2023-02-30", "2022年13月5日", "待补", "20231545", "不详", 2023.1])
def test_what_is_no_date_is_refused(value: object) -> None:
    assert list(_convert("date", [value]).failures) == [0]


MONEY = {
    "1,234.50": "1234.50", "(1,234.50)": "-1234.50",
    "（12）": "-12.00", "１２３．４": "123.40", "￥100": "100.00", "500元": "500.00",
    "12万": "120000.00", 
    "3.5亿元": "350000000.00", "1.5E+03": "1500.00", "-3": "-3.00", "0.005": "0.01", "-0.005": "-0.01",
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), MONEY.items())
def test_money_in_every_dress(text: str, expected: str) -> None:
    assert _convert("money", [text], unit="元").values.to_pylist() == [Decimal(expected)]


@pytest.mark.parametrize("text", ["约三百万", "1.2.3", "见附件", "1,23", "1234567890123456"])
def test_what_is_no_number_is_refused(text: str) -> None:
    assert list(_convert("money", [text], unit="元").failures) == [0]


def test_the_header_unit_scales_but_a_cell_with_its_own_unit_stands_for_itself() -> None:
    found = _convert("money", ["1.5", "12万元", "2.333333333"], 10000, "元").values.to_pylist()
    assert found == [Decimal("15000.00"), Decimal("120000.00"), Decimal("23333.33")]


def test_mu_become_square_metres() -> None:
    assert _convert("area", ["1", "1.5"], Fraction(2000, 3), "平方米").values.to_pylist() == [
        Decimal("666.67"), Decimal("1000.00"),
    ]  # fmt: skip


def test_empty_and_placeholder_cells_are_no_value_and_no_error() -> None:
    for kind in ("money", "date", "integer", "uscc", "month"):
        found = _convert(kind, ["", None, "—", "无", "/"])
        assert found.values.null_count == 5
        assert not found.failures


def test_a_count_must_be_whole() -> None:
    found = _convert("integer", ["12", "12.0", "1,200人", "1.5"], unit="人")
    assert found.values.to_pylist()[:3] == [12, 12, 1200]
    assert list(found.failures) == [3]


def test_codes_that_excel_ate_are_refused_with_advice_and_whole_short_ones_recovered() -> None:
    found = _convert(
        "uscc", [9.13506e17, "9.13506E+17", 350582123456789.0, "91350582ma00a1b207 ", "９１３５"]
    )
    assert sorted(found.failures) == [0, 1]
    assert "文本格式" in found.failures[0]
    assert found.values.to_pylist()[2:] == ["350582123456789", "91350582MA00A1B207", "9135"]


def test_a_wrong_check_digit_is_kept() -> None:
    assert _convert("uscc", ["91350582MA00A1B200"]).values.to_pylist() == ["91350582MA00A1B200"]


def test_months_quarters_and_years() -> None:
    assert (
        _convert("month", ["2023年4月", "202304", "2023-04", "2023.4"]).values.to_pylist() == ["2023-04"] * 4
    )
    assert (
        _convert("quarter", ["2023年一季度", "2023Q1", "2023年第1季度", "2023-03"]).values.to_pylist()
        == ["2023-Q1"] * 4
    )
    assert _convert("quarter", ["2023年1-6月"]).values.to_pylist() == ["2023-Q2"]
    assert _convert("year", ["2023年", "2023", 2023.0]).values.to_pylist() == ["2023"] * 3
