"""Connections keep quiet: what DuckDB prints would stand among the data."""

from pathlib import Path

import pytest

from core.beside import cores
from core.duck import another, connect, one_thread, scratch
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


@pytest.mark.skipif(cores() < 2, reason="one core: nothing is shared")
def test_queries_of_one_thread_each_may_run_beside_each_other_where_the_settings_allow_it(
    tmp_path: Path,
) -> None:
    free = connect(Settings(home=tmp_path), lanes=True)
    assert free.execute("SELECT current_setting('threads')").fetchall() == [(1,)]
    assert not one_thread(free)
    assert not one_thread(another(free))
    assert one_thread(connect(Settings(home=tmp_path, threads=1), lanes=True))
    assert one_thread(scratch(threads=1))
