"""The registry that anchors identity: market supervision, then tax registration; with names over time."""

from typing import Final

import duckdb
import pyarrow as pa

from core.ids import canonical_id
from resolution.normalise import TEXT, load
from resolution.sql import sql

IDS: Final = pa.schema([("anchor", TEXT), ("entity_id", TEXT)])

PERIODS: Final = sql("registry_periods")

MARKET: Final = sql("registry_market")

TAX: Final = sql("registry_tax")


LATEST: Final = sql("registry_latest")

ENTITIES: Final = sql("registry_entities")

NAMES: Final = sql("registry_names")

RENAMED: Final = sql("registry_renamed")

PARENTS: Final = sql("registry_parents")

PREDECESSORS: Final = sql("registry_predecessors")


def assign_ids(con: duckdb.DuckDBPyConnection, query: str, table: str) -> None:
    """Create `table` (anchor, entity_id) with the canonical id of every anchor that the query names."""
    rows = con.execute(query).fetchall()
    load(con, table, IDS, [[(a, canonical_id("ent", a)) for (a,) in rows]] if rows else [])


def build_registry(con: duckdb.DuckDBPyConnection, tax_roles: list[int]) -> None:
    """Create entity and entity_name from the registry's history; needs raw_role and the maps of `normalise`.

    `tax_roles` are the numbers of the tax authority's roles, whose names beside a code show former names.
    """
    con.execute("CREATE OR REPLACE TABLE tax_role AS SELECT unnest(?::INTEGER[]) AS role_no", [tax_roles])
    for stage in (MARKET, TAX, LATEST):
        con.execute(stage)
    assign_ids(con, "SELECT code FROM anchor ORDER BY 1", "entity_ids")
    for stage in (ENTITIES, NAMES, RENAMED, PARENTS, PREDECESSORS):
        con.execute(stage)
