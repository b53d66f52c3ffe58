"""How answers of queries become cells, periods and sentences."""

import pytest
from neo4j.time import Date

from viz.reports.asking import (
    Field,
    _end,
    against,
    cell,
    command,
    datasets_of,
    day,
    keys_of,
    percent,
    size_told,
    table,
    tidy,
    year_told,
    years_told,
)
from viz.reports.document import Source


def test_values_of_the_graph_become_cells() -> None:
    assert cell(True) == "是"
    assert cell(["鞋底", None, "鞋面"]) == "鞋底、鞋面"
    assert cell([]) is None
    assert cell(float("nan")) is None
    assert str(cell(Date(2022, 6, 30))) == "2022-06-30"
    assert cell(12.5) == 12.5


def test_spaces_that_slipped_between_chinese_signs_go_and_english_keeps_its_own() -> None:
    assert tidy("年产84万件EVA发泡材料生产  线") == "年产84万件EVA发泡材料生产线"
    assert tidy("New Balance 鞋业\n有限公司") == "New Balance鞋业有限公司"
    assert tidy("  ") is None


def test_days_and_periods_are_written_as_people_do() -> None:
    assert day("期间", "p").of({"p": "2023-Q1"}) == "2023年第一季度"
    assert day("期间", "p").of({"p": Date(2022, 6, 3)}) == "2022年6月3日"
    assert day("期间", "p").of({"p": None}) is None
    assert percent("增幅", "g").of({"g": 12.5}) == 0.125


@pytest.mark.parametrize(
    ("period", "end"),
    [("2022", "2022-12"), ("2023-Q1", "2023-03"), ("2023-04", "2023-04")],
)
def test_periods_of_each_kind_compare_by_their_end(period: str, end: str) -> None:
    assert _end(period) == end


def test_years_sizes_and_changes_in_words() -> None:
    assert years_told([2021, 2020]) == "2020—2021年"
    assert years_told([2020, 2022]) == "2020、2022年"
    assert years_told([]) == "无"
    assert year_told(2023, 4) == "2023年1—4月"
    assert year_told(2023, 1) == "2023年1月"
    assert size_told("300万以下") == "300万元以下"
    assert size_told("1亿至4亿") == "1亿至4亿元"
    assert against(110, 100) == "比上年增长10.0%"
    assert against(110, None) == "上年无可比基数"


def test_a_table_keeps_the_keys_of_its_rows_and_shows_its_first() -> None:
    rows = [{"name": f"企业{i}", "sources": [f"subsidy_payment/2022-01/d#s!{i}"]} for i in range(30)]
    made = table("名单", (Field("企业", "name"),), rows, Source((), "2022"))
    assert (len(made.rows), made.most) == (30, 20)
    assert made.keys[3] == ("subsidy_payment/2022-01/d#s!3",)
    assert keys_of({"source": "a/b/c#d!1"}) == ("a/b/c#d!1",)
    assert keys_of({"sources": None, "source": None}) == ()
    assert datasets_of(rows) == ["subsidy_payment"]
    assert table("名单", (Field("企业", "name"),), [{"name": "一"}], Source((), "2022")).keys == ()


def test_a_command_leaves_out_what_was_not_given() -> None:
    assert (
        command("subsidies_by", by="policy", year=None) == "chanye query run subsidies_by --param 'by=policy'"
    )
