"""Parcels of land: by 不动产单元号, by certificate number, else by 坐落, area and party."""

from pathlib import Path

import duckdb

from resolution.ladders.quality import Quality, quality


def resolve_parcels(con: duckdb.DuckDBPyConnection) -> None:
    """Resolve every parcel that the attached lake names, and append it to the resolved tables.

    Needs the views `history_<dataset>` and `lake_<dataset>` (Snapshot.attach) and the tables mention, mention_source, match, entity and
    entity_name with the enterprises in them; appends rows of kind `pcl` to all five. Running it twice on
    one connection would append twice.
    """


def evaluate_parcels(con: duckdb.DuckDBPyConnection, truth: Path) -> Quality:
    """Pairwise precision and recall of parcels against the truth (see ladders.quality)."""
    return quality(con, "pcl", truth)
