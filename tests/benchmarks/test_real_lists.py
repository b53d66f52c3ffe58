"""Lists of real names through the command: figures counted by hand, valid codes, a page that reads."""

from pathlib import Path

import pytest

from benchmarks.lists import Firm, Named
from benchmarks.real_lists import (
    Row,
    code,
    figures,
    match_names,
    match_short,
    read_names,
    short_figures,
    with_codes,
)
from benchmarks.real_report import Line, RealResults, options_of, real_section
from resolution.identifiers import is_uscc

FIRMS = [Firm("a", "晋江市恒盛鞋业有限公司"), Firm("b", "泉州宏达机械有限公司")]
NAMED = [
    Named("1", "晋江恒盛鞋业", "a"),
    Named("2", "泉州洪达机械有限公司", "b"),
    Named("3", "厦门天瑞电子", ""),
]


def _row(number: str, decision: str, best: str, *shown: str) -> Row:
    return Row(number, decision, best, frozenset(shown), "model")


def test_figures_count_matches_reviews_and_foreign_firms() -> None:
    rows = [
        _row("1", "match", "a", "a"),
        _row("2", "review", "x", "x", "b"),
        _row("3", "match", "a", "a"),
        _row("4", "none", "c", "c"),
        _row("5", "none", ""),
    ]
    found = figures(rows, {"1": "a", "2": "b", "3": "", "4": "c", "5": ""})
    assert found == (5, 0.5, 1 / 3, 2 / 3, 0.5, 0.2)
    assert figures([], {}) == (0, None, None, None, None, None)


def test_short_names_count_the_first_and_the_wrong_matches() -> None:
    rows = [_row("1", "match", "a"), _row("2", "match", "x"), _row("3", "review", "c", "c")]
    found = short_figures(rows, {"1": "a", "2": "b", "3": "c"}, frozenset({"1", "2"}))
    assert found == (3, 2 / 3, 2, 0.5, 2 / 3, 1 / 3)


def test_codes_are_valid_and_a_foreign_row_has_one_of_its_own() -> None:
    codes = with_codes(FIRMS, NAMED, 1.0, 7)
    assert all(is_uscc(c) for c in codes.values())
    assert (codes["1"], codes["2"]) == (codes["a"], codes["b"])
    assert codes["3"] not in (codes["a"], codes["b"])
    assert len({code(i) for i in range(2_000)}) == 2_000
    assert set(with_codes(FIRMS, NAMED, 0.0, 7)) == {"a", "b"}


def test_names_are_read_once_each(tmp_path: Path) -> None:
    (tmp_path / "n.txt").write_text("乙\n甲 \n\n乙\n", encoding="utf-8")
    assert read_names(tmp_path / "n.txt") == ["乙", "甲"]


@pytest.mark.slow
def test_lists_go_through_the_command_and_onto_the_page() -> None:
    found = match_names(FIRMS, NAMED, with_codes(FIRMS, NAMED, 0.4, 7))
    line = Line(figures(found.rows, {n.id: n.truth for n in NAMED}), found)
    assert line.figures.precision == 1
    assert line.figures.recall == 1
    assert found.took.cpu > 0
    short = match_short([("恒盛鞋业", FIRMS[0].name)], [f.name for f in FIRMS])
    assert short[0].first_right == short[0].first_right_of_those == 1
    results = RealResults(2, [line], [("short", line.figures)], [line, line], short)
    text = real_section(results, "chanye bench --names x.txt", "2 cores")
    assert "| 2 | 3 | 1.0000 | 1.0000 |" in text
    assert "| shipped |" in text
    assert "first right of those" in text


def test_the_command_names_files_not_folders() -> None:
    told = options_of(Path("/somewhere/names.txt"), Path("short.csv"), {"scale": "0", "seed": "7"})
    assert told == "chanye bench --names names.txt --short short.csv --scale 0 --seed 7"
