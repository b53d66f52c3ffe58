"""Names on pages: blanks that forms and typists left inside them are not shown."""

import pytest

from core.text import tidy_name


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("晋　江市陈埭镇丁熙鞋业商行", "晋江市陈埭镇丁熙鞋业商行"),
        ("晋江  恒盛 鞋业（个体工商户） ", "晋江恒盛鞋业（个体工商户）"),
        ("ABC  Shoes 晋江", "ABC Shoes 晋江"),
        ("", ""),
    ],
)
def test_no_blanks_between_chinese_characters(written: str, shown: str) -> None:
    assert tidy_name(written) == shown
