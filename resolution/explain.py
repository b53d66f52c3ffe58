"""Why a mention was decided as it was, and who else came into question."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import duckdb

from core.duck import records
from resolution.names import parse_name
from resolution.reasons import CAPTIONS
from resolution.sql import sql

NAMES: Final = """
SELECT e.entity_id, e.name FROM entity e WHERE e.entity_id IN (SELECT unnest($ids::VARCHAR[]))
UNION ALL SELECT r.old, e.name FROM redirect r JOIN entity e ON e.entity_id = r.new
WHERE r.old IN (SELECT unnest($ids::VARCHAR[]))
UNION ALL SELECT n.mention_id, n.name FROM mention n WHERE n.mention_id IN (SELECT unnest($ids::VARCHAR[]))
"""
OPEN: Final = ("review", "ambiguous")  # decisions that only propose an entity


def decisions(con: duckdb.DuckDBPyConnection, what: str) -> list[dict[str, Any]]:
    """Return the mentions with this id, name or code; `reason` is in Chinese, `reason_key` the enum's.

    `proposed` is the name of the entity where it only came into question, `assigned` where it was decided.
    """
    found = records(con, sql("explain_decisions"), [what, what, parse_name(what).norm or what])
    captions = {str(reason): caption for reason, caption in CAPTIONS.items()}
    return [
        row
        | {"reason": captions.get(row["reason_key"], row["reason_key"])}
        | {"assigned": None, "proposed": None}
        | {"proposed" if row["decision"] in OPEN else "assigned": row["entity"]}
        for row in found
    ]


def candidates(con: duckdb.DuckDBPyConnection, mention_id: str) -> list[dict[str, Any]]:
    """Return the candidates that the model ranked for a mention, the best first."""
    return records(con, sql("explain_candidates"), [mention_id])


def panel(con: duckdb.DuckDBPyConnection, mention_id: str) -> list[dict[str, Any]]:
    """Return what the other rows said of a mention's candidates: entity, data set, evidence, level, bits."""
    return records(con, sql("explain_panel"), [mention_id])


def names_of(con: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> dict[str, str]:
    """Return the names of entities and mentions; an id that gave way has the name of its successor."""
    return dict(con.execute(NAMES, {"ids": sorted(set(ids))}).fetchall())


def explain_pair(
    mention: Mapping[str, str | None],
    registered: Mapping[str, str | None],
    others: Sequence[Mapping[str, str | None]] = (),
) -> list[dict[str, Any]]:
    """Return what each piece of evidence adds between a mention and a registered firm, in bits.

    See `weighing.explain_pair` for the fields and for what `others`, its rivals, change.
    """
    from resolution import weighing

    return weighing.told(weighing.explain_pair(mention, registered, others))
