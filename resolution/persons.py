"""Persons: legal representatives and contacts of firms, never people who merely own a home."""

from pathlib import Path

import duckdb

from resolution.ladders.person_rows import build_rows
from resolution.ladders.person_things import write_outcome
from resolution.ladders.publish import publish
from resolution.ladders.quality import Quality, quality
from resolution.ladders.settings import ladder_settings


def resolve_persons(con: duckdb.DuckDBPyConnection) -> None:
    """Resolve every person who stands for a firm, and append them to the resolved tables.

    Same name and same phone is one person, or same name at one firm, at firms of one group, or at an
    address that
    few firms share; else one person a firm. Needs mention, mention_source, match, entity and entity_name
    with the
    enterprises in them; appends rows of kind `per` to all five, each mention in the role of its firm. Running
    it twice on one connection would append twice.
    """
    build_rows(con, ladder_settings().decide.address_firms)
    write_outcome(con)
    publish(con, "per")


def evaluate_persons(con: duckdb.DuckDBPyConnection, truth: Path) -> Quality:
    """Pairwise precision and recall of persons against the truth (see ladders.quality)."""
    return quality(con, "per", truth)
