"""The lake and the resolved tables as the queries in SQL see them."""

import duckdb

from core.duck import connect
from core.settings import Settings
from graph_model.inputs import put_catalogue, put_deliveries, put_industries, put_sources
from graph_model.rules import load_rules, put_rules
from graph_model.stages import stages
from ingest.lake import snapshot
from resolution.tables import latest
from store.ledger import Ledger


def prepare_lake(con: duckdb.DuckDBPyConnection, ledger: Ledger) -> None:
    """Add to a connection with lake and resolved tables attached what the queries need beside them."""
    put_rules(con, load_rules())
    put_sources(con)
    put_catalogue(con)
    put_deliveries(con, ledger)
    put_industries(con)
    for stage in stages():
        # The first two stand in tables: made anew they are most of a query's time in a large city.
        if stage.target[0] in ("decided", "row_assigned", "assigned"):
            con.execute(f"CREATE OR REPLACE {stage.made_as} {stage.target[0]} AS {stage.sql}")


def open_lake(settings: Settings, ledger: Ledger) -> duckdb.DuckDBPyConnection:
    """Open a connection on the newest resolution run and the lake; close it at the end.

    Each thread takes a `.cursor()` of it: every view is of the database, none of the connection alone.
    """
    resolved = latest(settings, ledger)
    con = connect(settings)
    snapshot(settings, ledger).attach(con)
    resolved.attach(con)
    prepare_lake(con, ledger)
    return con
