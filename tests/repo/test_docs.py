"""The pages of docs/ that are made from code say what the code says."""

from pathlib import Path

from tools.docs import PAGES, stale, table


def test_made_pages_are_fresh() -> None:
    assert stale() == [], "run `make docs`"


def test_a_missing_or_changed_page_is_stale(tmp_path: Path) -> None:
    for name, page in PAGES.items():
        (tmp_path / name).write_text(page(), encoding="utf-8")
    assert stale(tmp_path) == []
    (tmp_path / "settings.md").write_text("old", encoding="utf-8")
    (tmp_path / "datasets.md").unlink()
    assert stale(tmp_path) == ["datasets.md", "settings.md"]


def test_a_bar_in_a_cell_does_not_break_a_table() -> None:
    assert table(["a"], [["b|c"]]) == ["| a |", "| --- |", "| b\\|c |"]
