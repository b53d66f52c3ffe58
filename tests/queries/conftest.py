"""The small city of tests/graph_model/mini.py in Neo4j and in DuckDB."""

import duckdb
import neo4j
import pytest

from core.settings import Settings
from graph_model.bolt import load_over_bolt
from graph_model.connect import connect
from queries.lake import prepare_lake
from tests.graph_model.mini import mini_ledger, mini_projection


@pytest.fixture(scope="session")
def lake(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    home = tmp_path_factory.mktemp("mini_lake")
    con = mini_projection(home).con
    con.execute("DROP TABLE decided")
    con.execute("DROP VIEW assigned")
    prepare_lake(con, mini_ledger(home))
    return con.cursor()


@pytest.fixture(scope="module")
def city(neo4j_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> "neo4j.Session":  # type: ignore[misc]
    projection = mini_projection(tmp_path_factory.mktemp("mini_graph"))
    with connect(neo4j_settings) as session:
        load_over_bolt(session, projection)
        yield session
