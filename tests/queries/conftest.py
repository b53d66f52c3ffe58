"""The small city of tests/graph_model/mini.py and the shared noisy city, each in Neo4j and in DuckDB."""

from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import neo4j
import pandas as pd
import pytest

from benchmarks.chains import settings_of
from core.settings import Settings
from data.city.world import World, build_world
from graph_model.bolt import load_over_bolt
from graph_model.connect import connect
from queries import run
from queries.lake import open_lake, prepare_lake
from store.ledger import Ledger
from tests.graph_model.mini import mini_ledger, mini_projection
from tests.road import Road

Ask = Callable[..., pd.DataFrame]
Rows = Callable[..., pd.DataFrame]
PLACE = ["src_delivery", "src_sheet", "src_row"]


@pytest.fixture(scope="session")
def lake(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    home = tmp_path_factory.mktemp("mini_lake")
    con = mini_projection(home).con
    con.execute("DROP TABLE decided")
    con.execute("DROP TABLE row_assigned")
    con.execute("DROP VIEW assigned")
    prepare_lake(con, mini_ledger(home))
    return con.cursor()


@pytest.fixture(scope="module")
def city(neo4j_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> "neo4j.Session":  # type: ignore[misc]
    projection = mini_projection(tmp_path_factory.mktemp("mini_graph"))
    with connect(neo4j_settings) as session:
        load_over_bolt(session, projection)
        yield session


@pytest.fixture(scope="session")
def road_settings(road_city: Road) -> Settings:
    """Settings of the shared noisy city."""
    return Settings(home=road_city.home, neo4j_port=0)


@pytest.fixture(scope="session")
def road_session(road_settings: Settings) -> Iterator[neo4j.Session]:
    """A session on its graph."""
    with connect(road_settings) as session:
        yield session


@pytest.fixture(scope="session")
def road_lake(road_settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Its lake and resolved tables."""
    con = open_lake(road_settings, Ledger(road_settings))
    yield con
    con.close()


@pytest.fixture(scope="session")
def road_truth(road_city: Road, road_lake: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Which `true_id` each role of a lake row really names, one line per name.

    Joins lake rows by dataset, src_delivery, src_sheet and src_row; `kind` is ent, per, prj, pcl or bld.
    """
    return road_lake.execute(
        "SELECT d.dataset, d.id AS src_delivery, t.sheet AS src_sheet, t.row AS src_row, t.role, t.kind, "
        "t.true_id FROM read_parquet($path) t JOIN delivery_list d USING (file)",
        {"path": str(road_city.city / "truth" / "truth.parquet")},
    ).df()


@pytest.fixture(scope="session")
def road_ids(road_truth: pd.DataFrame, road_lake: duckdb.DuckDBPyConnection) -> pd.Series:
    """The true id of each resolved entity: the one that most of its rows name."""
    found = road_lake.execute(
        "SELECT entity_id, kind, role, dataset, delivery AS src_delivery, sheet AS src_sheet, "
        '"row" AS src_row FROM assigned ORDER BY ALL'
    ).df()
    both = found.merge(road_truth, on=["dataset", "src_delivery", "src_sheet", "src_row", "role", "kind"])
    counted = both.groupby(["entity_id", "true_id"]).size().rename("rows").reset_index()
    counted = counted.sort_values(["entity_id", "rows", "true_id"], ascending=[True, False, True])
    return counted.drop_duplicates("entity_id").set_index("entity_id")["true_id"]


@pytest.fixture(scope="session")
def road_world(road_city: Road) -> World:
    """The city as it truly is, made anew from how its README says it was made; body 17 is `e000017`."""
    return build_world(settings_of(road_city.city))


@pytest.fixture(scope="session")
def road_entity(road_ids: pd.Series) -> pd.Series:
    """The resolved entity of each true id, where one alone holds its rows."""
    alone = road_ids[~road_ids.duplicated(keep=False)]
    return pd.Series(alone.index, index=alone.to_numpy())


@pytest.fixture(scope="session")
def road_ask(road_session: neo4j.Session, road_lake: duckdb.DuckDBPyConnection) -> Ask:
    """Ask a named query: its rows as a frame."""

    def answer(query: str, **params: Any) -> pd.DataFrame:  # noqa: ANN401
        found = run(query, params, road_session, road_lake)
        return pd.DataFrame(found.rows, columns=[c for c, _ in found.columns])

    return answer


@pytest.fixture(scope="session")
def road_rows(road_lake: duckdb.DuckDBPyConnection, road_truth: pd.DataFrame) -> Rows:
    """Current rows of a data set; each role asked for adds a column of true ids, a row for each name."""

    def rows(dataset: str, **roles: str) -> pd.DataFrame:
        frame = road_lake.execute(f"SELECT * FROM lake_{dataset} ORDER BY source_key").df()
        for column, role in roles.items():
            named = road_truth[(road_truth["dataset"] == dataset) & (road_truth["role"] == role)]
            frame = frame.merge(
                named[[*PLACE, "true_id"]].rename(columns={"true_id": column}), on=PLACE, how="left"
            )
        return frame

    return rows
