"""Periods in texts."""

import pytest

from core.errors import UsageError
from ingest import periods

NAMED = {
    "2023年4月": ("2023-04", "2023-04"),
    "净入库_202304": ("2023-04", "2023-04"),
    "2023-04": ("2023-04", "2023-04"),
    "2023年第一季度": ("2023-Q1", "2023-Q1"),
    "2023Q1": ("2023-Q1", "2023-Q1"),
    "2022年度": ("2022", "2022"),
    "2020-01至2023-04": ("2020-01", "2023-04"),
    "2020年1月-2023年4月": ("2020-01", "2023-04"),
    "2020Q1-2023Q1": ("2020-Q1", "2023-Q1"),
    "2023年1-3月": ("2023-01", "2023-03"),
    "二〇二三年四月": ("2023-04", "2023-04"),
    "２０２３年４月": ("2023-04", "2023-04"),
    "20230415报送": ("2023-04", "2023-04"),
    "2020年 2021年 2022年": None,
    "0595-85660000": None,
    "编号35058220230401234": None,
}


@pytest.mark.parametrize(("text", "expected"), NAMED.items())
def test_the_period_that_a_text_names(text: str, expected: tuple[str, str] | None) -> None:
    assert periods.named(text) == expected


def test_periods_of_all_widths_are_ordered_by_their_end() -> None:
    order = sorted(["2023", "2023-04", "2023-Q1", "2022-12", "2022"], key=lambda p: (periods.end(p), p))
    assert order == ["2022", "2022-12", "2023-Q1", "2023-04", "2023"]


def test_a_wider_period_has_no_finer_one() -> None:
    assert periods.coarsen("2023-04", "quarterly") == "2023-Q2"
    assert periods.coarsen("2023", "monthly") is None


def test_a_period_written_otherwise_is_a_usage_error() -> None:
    with pytest.raises(UsageError):
        periods.parse("2023-13")
