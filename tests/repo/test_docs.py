"""The pages of docs/ that are made from code say what the code says."""

from pathlib import Path

from ingest.contract import load_catalogue
from tools.docs import DOCS, PAGES, stale
from tools.markdown import table


def test_made_pages_are_fresh() -> None:
    assert stale() == [], "run `make docs`"


def test_a_missing_or_changed_page_is_stale(tmp_path: Path) -> None:
    for name, page in PAGES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(page(), encoding="utf-8")
    assert stale(tmp_path) == []
    (tmp_path / "settings.md").write_text("old", encoding="utf-8")
    (tmp_path / "datasets.md").unlink()
    assert stale(tmp_path) == ["datasets.md", "settings.md"]


def test_a_bar_in_a_cell_does_not_break_a_table() -> None:
    assert table(["a"], [["b|c"]]) == ["| a |", "| --- |", "| b\\|c |"]


def test_the_glossary_names_every_role_of_the_catalogue() -> None:
    glossary = (DOCS / "glossary.md").read_text(encoding="utf-8")
    roles = {f.role for d in load_catalogue().datasets.values() for f in d.fields if f.entity == "enterprise"}
    assert sorted(str(r) for r in roles if str(r) not in glossary) == []


def test_the_glossary_gives_a_chinese_term_one_line() -> None:
    lines = (DOCS / "glossary.md").read_text(encoding="utf-8").splitlines()
    terms = [t for line in lines if line.startswith("| ") for t in line.split("|")[1].strip().split("、")]
    chinese = [t for t in terms if not t.isascii() and not t.startswith("Chinese")]
    assert sorted({t for t in chinese if chinese.count(t) > 1}) == []
