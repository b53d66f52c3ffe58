"""Buildings: estates (楼盘) and office buildings or markets (楼宇), by name and town."""

from pathlib import Path

import duckdb

from ingest.contract import load_catalogue
from resolution.ladders.building_rows import build_groups, build_rows
from resolution.ladders.building_things import write_outcome
from resolution.ladders.cluster import cluster
from resolution.ladders.project_score import forbidden, pairs
from resolution.ladders.publish import publish
from resolution.ladders.quality import Quality, quality
from resolution.ladders.settings import ladder_settings


def resolve_buildings(con: duckdb.DuckDBPyConnection) -> None:
    """Resolve every building that the attached lake names, and append it to the resolved tables.

    Runs after the projects, whose permits say which project built an estate (`parent_id`). Needs the views
    `history_<dataset>` (Snapshot.attach) and the tables mention, mention_source, match, entity and
    entity_name;
    appends rows of kind `bld` to all five. Running it twice on one connection would append twice.
    """
    rules = ladder_settings().decide
    build_rows(con, load_catalogue())
    groups = build_groups(con)
    verdicts = cluster(
        len(groups),
        pairs(groups),
        lambda a, b: forbidden(groups[a], groups[b]),
        rules.match,
        rules.margin,
        rules.review,
        [g.standing for g in groups],
    )
    write_outcome(con, groups, verdicts)
    publish(con, "bld")


def evaluate_buildings(con: duckdb.DuckDBPyConnection, truth: Path) -> Quality:
    """Pairwise precision and recall of buildings against the truth (see ladders.quality)."""
    return quality(con, "bld", truth)
