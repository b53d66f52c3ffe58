"""Projects, from the filing to the completed building: one node for a project's whole life."""

from pathlib import Path

import duckdb

from ingest.contract import load_catalogue
from resolution.ladders.cluster import cluster
from resolution.ladders.project_groups import build_groups
from resolution.ladders.project_links import permit_pairs
from resolution.ladders.project_rows import build_rows, mentions
from resolution.ladders.project_score import apart, pairs
from resolution.ladders.project_things import write_outcome
from resolution.ladders.publish import publish
from resolution.ladders.quality import Quality, quality
from resolution.ladders.settings import ladder_settings


def resolve_projects(con: duckdb.DuckDBPyConnection) -> None:
    """Resolve every project that the attached lake names, and append it to the resolved tables.

    Needs the views `history_<dataset>` and `lake_<dataset>` (Snapshot.attach) and the tables mention,
    mention_source, match, entity and entity_name with the enterprises in them; appends rows of kind
    `prj` to all five. Running it twice on one connection would append twice.
    """
    rules = ladder_settings().decide
    build_rows(con, load_catalogue())
    groups = build_groups(*mentions(con))
    scored = {(p.a, p.b): p for p in pairs(groups)} | {(p.a, p.b): p for p in permit_pairs(con, groups)}
    verdicts = cluster(
        len(groups),
        scored.values(),
        lambda a, b: apart(groups[a], groups[b]),
        rules.match,
        rules.margin,
        rules.review,
        [g.standing for g in groups],
    )
    write_outcome(con, groups, verdicts)
    publish(con, "prj")


def evaluate_projects(con: duckdb.DuckDBPyConnection, truth: Path) -> Quality:
    """Pairwise precision and recall of projects against the truth (see ladders.quality)."""
    return quality(con, "prj", truth)
