"""Parcels of land: by 不动产单元号, by certificate number, else by 坐落, area and party."""

from pathlib import Path

import duckdb

from ingest.contract import load_catalogue
from resolution.ladders.cluster import cluster
from resolution.ladders.parcel_groups import build_parcels
from resolution.ladders.parcel_rows import build_rows
from resolution.ladders.parcel_score import forbidden, pairs
from resolution.ladders.parcel_things import write_outcome
from resolution.ladders.publish import publish
from resolution.ladders.quality import Quality, quality
from resolution.ladders.settings import ladder_settings


def resolve_parcels(con: duckdb.DuckDBPyConnection) -> None:
    """Resolve every parcel that the attached lake names, and append it to the resolved tables.

    Needs the views `history_<dataset>` (Snapshot.attach) and the tables mention, mention_source, match,
    entity
    and entity_name with the enterprises in them; appends rows of kind `pcl` to all five. Running it twice
    on one connection would append twice.
    """
    rules = ladder_settings().decide
    build_rows(con, load_catalogue())
    parcels = build_parcels(con)
    verdicts = cluster(
        len(parcels),
        pairs(parcels),
        lambda a, b: forbidden(parcels[a], parcels[b]),
        rules.match,
        rules.margin,
        rules.review,
        [p.standing for p in parcels],
    )
    write_outcome(con, parcels, verdicts)
    publish(con, "pcl")


def evaluate_parcels(con: duckdb.DuckDBPyConnection, truth: Path) -> Quality:
    """Pairwise precision and recall of parcels against the truth (see ladders.quality)."""
    return quality(con, "pcl", truth)
