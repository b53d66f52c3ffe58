"""What reports say of changes on small bases, and that figures stay whole on their line."""

import io
import zipfile

import pytest

from tests.viz.reports.sample import REPORT
from viz.reports.months import counted, moved, tabled
from viz.reports.word import word


@pytest.mark.parametrize(
    ("now", "then", "said"),
    [
        (6, 8, "比上年同期减少2户"),
        (3, 0, "比上年同期增加3户"),
        (8, 8, "与上年同期持平"),
        (12, 10, "比上年同期增长20.0%"),
        (12, None, "上年同期无可比基数"),
    ],
)
def test_few_firms_are_told_in_firms(now: float, then: float | None, said: str) -> None:
    assert counted(now, then, "上年同期") == said


def test_a_growth_from_next_to_nothing_is_told_in_multiples_and_not_in_tables() -> None:
    assert moved(57.687, "上年同月") == "比上年同月增长57.7倍"
    assert (tabled(57.687), tabled(9.99), tabled(-1.0), tabled(None)) == (None, 9.99, -1.0, None)


def test_figures_are_not_called_chinese_for_such_are_broken_across_lines() -> None:
    with zipfile.ZipFile(io.BytesIO(word(REPORT))) as archive:
        styles = archive.read("word/styles.xml").decode()
    assert '<w:lang w:val="en-US" w:eastAsia="zh-CN"' in styles
