"""Projects, from the filing to the completed building: one node for a project's whole life."""

from pathlib import Path

import duckdb

from resolution.ladders.quality import Quality, quality


def resolve_projects(con: duckdb.DuckDBPyConnection) -> None:
    """Resolve every project that the attached lake names, and append it to the resolved tables.

    Needs the views `history_<dataset>` and `lake_<dataset>` (Snapshot.attach) and the tables mention, mention_source, match, entity and
    entity_name with the enterprises in them; appends rows of kind `prj` to all five. Running it twice on
    one connection would append twice.
    """


def evaluate_projects(con: duckdb.DuckDBPyConnection, truth: Path) -> Quality:
    """Pairwise precision and recall of projects against the truth (see ladders.quality)."""
    return quality(con, "prj", truth)
