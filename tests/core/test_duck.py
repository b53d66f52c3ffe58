"""Connections keep quiet: what DuckDB prints would stand among the data."""

from pathlib import Path

import pytest

from core.duck import connect, scratch
from core.settings import Settings

PRODUCT = (
    *("api", "cli", "governance", "graph_model", "ingest"),
    *("pipeline", "queries", "resolution", "store", "viz"),
)


def test_no_progress_bar_goes_to_stdout(tmp_path: Path) -> None:
    for con in (connect(Settings(home=tmp_path)), scratch(), scratch(threads=1)):
        assert con.execute("SELECT current_setting('enable_progress_bar')").fetchall() == [(False,)]


@pytest.mark.parametrize("folder", PRODUCT)
def test_the_product_opens_duckdb_here_alone(folder: str) -> None:
    root = Path(__file__).parents[2]
    found = [p for p in (root / folder).rglob("*.py") if "duckdb.connect(" in p.read_text(encoding="utf-8")]
    assert found == []
