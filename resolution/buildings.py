"""Buildings: estates (楼盘) and office buildings or markets (楼宇), by name and town."""

from pathlib import Path

import duckdb

from resolution.ladders.quality import Quality, quality


def resolve_buildings(con: duckdb.DuckDBPyConnection) -> None:
    """Resolve every building that the attached lake names, and append it to the resolved tables.

    Needs the views `history_<dataset>` and `lake_<dataset>` (Snapshot.attach) and the tables mention, mention_source, match, entity and
    entity_name with the enterprises in them; appends rows of kind `bld` to all five. Running it twice on
    one connection would append twice.
    """


def evaluate_buildings(con: duckdb.DuckDBPyConnection, truth: Path) -> Quality:
    """Pairwise precision and recall of buildings against the truth (see ladders.quality)."""
    return quality(con, "bld", truth)
