"""The page of an enterprise: the newest year on top, 无数据 where nothing is, withheld told from absent."""

from typing import Any

from api.profile_view import MOST_ROWS, facts, key_figures, sections


def test_key_figures_are_of_the_newest_year() -> None:
    years: list[dict[str, Any]] = [
        {"year": 2022, "tax": 5_000_000, "revenue": None, "staff": 120, "subsidy": 30_000},
        {"year": 2021, "tax": 1, "revenue": 1, "staff": 1, "subsidy": 20_000},
    ]
    assert [(f.caption, f.text, f.note) for f in key_figures(years)] == [
        ("税收贡献", "500.00 万元", "2022 年"),
        ("应税收入", "无数据", "2022 年"),
        ("参保人数", "120 人", "2022 年"),
        ("历年获补助", "5.00 万元", "2 个年份"),
    ]
    assert {f.text for f in key_figures([])} == {"无数据"}


def test_what_is_withheld_is_told_apart_from_what_is_absent() -> None:
    shown = {f.caption: f for f in facts({"code": "9135", "phone": None, "capital": 12_000_000}, {"phone"})}
    assert shown["联系电话"].withheld
    assert not shown["地址"].withheld
    assert shown["地址"].text == "无数据"
    assert shown["注册资本"].text == "1,200.00 万元"


def test_every_section_is_there_even_if_empty_and_long_ones_are_cut() -> None:
    filled = sections({"support_history": [{"amount": i} for i in range(MOST_ROWS + 5)]})
    by_id = {s.spec.id: s for s in filled}
    assert len(by_id["support"].rows) == MOST_ROWS
    assert by_id["support"].total == MOST_ROWS + 5
    assert list(by_id["land"].rows) == []
