"""Stewards' decisions on projects, parcels, buildings and persons, before a ladder is published."""

from typing import Final

import duckdb

from resolution.ladders.maps import table_of
from resolution.reasons import Decision, Reason
from resolution.regroup import Grouping, pairs
from resolution.sql import sql

APPLY: Final = sql("judgements_ladder")
READY: Final = "SELECT 1 FROM duckdb_tables() WHERE table_name = 'judged'"
MUST: Final = (
    "SELECT mention_id, entity_id FROM must_link SEMI JOIN ladder_decided USING (mention_id) ORDER BY ALL"
)
MOVED: Final = dict.fromkeys(
    ("mention_id", "base", "anchor", "decision", "reason", "candidate", "runner_up"), "VARCHAR"
)
CANDIDATES: Final = (
    "SELECT mention_id, candidate FROM ladder_decided WHERE candidate IS NOT NULL ORDER BY ALL"
)
TORN: Final = """
SELECT mention_id, min(entity_id), max(other_id) FROM torn SEMI JOIN ladder_decided USING (mention_id)
GROUP BY mention_id ORDER BY mention_id
"""


def apply_judgements(con: duckdb.DuckDBPyConnection) -> bool:
    """Change ladder_decided and ladder_thing as the judgements demand; return whether there were any.

    Needs `ladder_id` (anchor → entity id). A thing keeps its id and what is known of it while a mention is
    left that names it; what is taken out becomes a thing of its own, called as its mention calls it.
    """
    if not con.execute(READY).fetchall() or not con.execute("SELECT 1 FROM judged LIMIT 1").fetchall():
        return False
    at = dict(
        pairs(con, "SELECT mention_id, anchor FROM ladder_decided WHERE anchor IS NOT NULL ORDER BY ALL")
    )
    rows = dict(con.execute("SELECT mention_id, count(*) FROM ladder_row GROUP BY 1").fetchall())
    things = Grouping(con, at, dict(pairs(con, "SELECT anchor, entity_id FROM ladder_id ORDER BY ALL")), rows)
    things.merge(pairs(con, "SELECT old, new FROM merged_all ORDER BY ALL"))
    same = set(things.join(pairs(con, MUST)))
    before_parting = dict(things.moved)
    things.part()
    parted = {m for m, a in things.moved.items() if before_parting.get(m) != a}
    parted |= _refused(con, things) - things.moved.keys()
    moved: list[tuple[str | None, ...]] = [
        (m, at.get(m, a), a, str(Decision.MATCH), str(_why(m in parted)), None, None)
        for m, a in sorted(({m: things.at[m] for m in same | parted} | things.moved).items())
    ]
    moved += _torn(con, things)
    table_of(con, "ladder_moved", MOVED, moved)
    con.execute(APPLY)
    return bool(moved)


def _why(parted: bool) -> Reason:
    return Reason.JUDGED_DIFFERENT if parted else Reason.JUDGED_SAME


def _refused(con: duckdb.DuckDBPyConnection, things: Grouping) -> set[str]:
    """Mentions that wait for a person about the very thing that a person said they are not."""
    return {
        m
        for m, c in pairs(con, CANDIDATES)
        if m in things.at and (m, things.named.get(c, "")) in things.cannot
    }


def _torn(con: duckdb.DuckDBPyConnection, things: Grouping) -> list[tuple[str | None, ...]]:
    """Mentions torn between two things: they stay where they are and wait for a person."""
    found = con.execute(TORN).fetchall()
    return [
        (m, things.at[m], things.at[m], str(Decision.REVIEW), str(Reason.JUDGED_CONTRADICTORY),
         things.by_id.get(a), things.by_id.get(b))
        for m, a, b in found
        if m in things.at
    ]  # fmt: skip
