"""Data on stdout: JSON keeps values, tables fit the terminal and read as people write."""

import io
import json
from datetime import date
from decimal import Decimal

import pytest
from rich.console import Console

from cli.output import Format, plain, shown, write_rows, write_table

COLUMNS = [("name", "名称"), ("amount", "金额（元）")]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1313077658.0299993, 1313077658.03),
        (0.1234567, 0.123457),
        (Decimal("12.00"), 12),
        (date(2023, 4, 1), "2023-04-01"),
        ((1, 2), [1, 2]),
        (None, None),
    ],
)
def test_plain_values(value: object, expected: object) -> None:
    assert plain(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, "是"),
        (False, "否"),
        (None, ""),
        (1234567.891, "1,234,567.89"),
        (0.5, "0.5"),
        (12.0, "12"),
        (["上游", "中游"], "上游、中游"),
        (2023, "2023"),
    ],
)
def test_shown_values(value: object, expected: str) -> None:
    assert shown(value) == expected


def test_json_keeps_the_keys(capsys: pytest.CaptureFixture[str]) -> None:
    write_rows([{"name": "甲", "amount": 1.5}], COLUMNS, Format.JSON)
    assert json.loads(capsys.readouterr().out) == [{"name": "甲", "amount": 1.5}]


def test_csv_shows_captions_and_quotes(capsys: pytest.CaptureFixture[str]) -> None:
    write_rows([{"name": "甲,乙"}], COLUMNS, Format.CSV)
    assert capsys.readouterr().out == '名称,金额（元）\r\n"甲,乙",\r\n'


def _printed(lines: list[list[str]], width: int) -> str:
    out = io.StringIO()
    write_table(lines, Console(file=out, width=width))
    return out.getvalue()


def test_a_table_that_fits_stands_upright() -> None:
    printed = _printed([["名称", "金额"], ["甲", "1"], ["乙", "2"]], 80)
    assert [line for line in printed.splitlines() if "名称" in line and "金额" in line] != []


def test_a_wide_table_of_few_rows_is_turned_on_its_side() -> None:
    captions = [f"第{n}项指标" for n in range(12)]
    printed = _printed([captions, ["1"] * 12, ["2"] * 12], 60)
    assert "第1项指标  │ 1" in printed
    assert max(map(len, printed.splitlines())) <= 60


def test_what_fits_neither_way_is_told_record_by_record() -> None:
    captions = [f"第{n}项指标" for n in range(6)]
    printed = _printed([captions, *[[f"{r}" * 30] * 6 for r in range(5)]], 60)
    assert f"第0项指标：{'0' * 30}\n" in printed
    assert f"第5项指标：{'4' * 30}\n" in printed
