"""Persons: legal representatives and contacts of firms, never people who merely own a home."""

from pathlib import Path

import duckdb

from resolution.ladders.quality import Quality, quality


def resolve_persons(con: duckdb.DuckDBPyConnection) -> None:
    """Resolve every person that the attached lake names, and append it to the resolved tables.

    Needs the views `history_<dataset>` and `lake_<dataset>` (Snapshot.attach) and the tables mention, mention_source, match, entity and
    entity_name with the enterprises in them; appends rows of kind `per` to all five. Running it twice on
    one connection would append twice.
    """


def evaluate_persons(con: duckdb.DuckDBPyConnection, truth: Path) -> Quality:
    """Pairwise precision and recall of persons against the truth (see ladders.quality)."""
    return quality(con, "per", truth)
