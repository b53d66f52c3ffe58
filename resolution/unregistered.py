"""Firms that no registry holds: an entity of their own for each code, else for each normalised name."""

from typing import Final

import duckdb

from resolution.own_judgements import reanchor
from resolution.registry import assign_ids
from resolution.sql import sql

ANCHORS: Final = sql("unregistered_anchors")

ADD: Final = sql("unregistered_add")

NAMES: Final = sql("unregistered_names")


def add_unregistered(con: duckdb.DuckDBPyConnection) -> None:
    """Give every firm decided `none` an unregistered entity, and create `own` (mention_id, anchor)."""
    con.execute(ANCHORS)
    assign_ids(con, "SELECT DISTINCT anchor FROM own ORDER BY 1", "own_ids")
    reanchor(con)
    con.execute(ADD)
    con.execute(NAMES)
