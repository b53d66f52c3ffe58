"""What follows for mentions that stewards joined with others, or keep from others, once data have spoken."""

from typing import Final

import duckdb
import pyarrow as pa

from resolution.normalise import TEXT, load
from resolution.reasons import Decision, Reason, Tier
from resolution.sql import sql

STANDING: Final = sql("judgements_standing")
REPLACE: Final = sql("judgements_settle")
SETTLED: Final = pa.schema(
    [("mention_id", TEXT), ("entity_id", TEXT), ("decision", TEXT), ("reason", TEXT), ("runner_up", TEXT)]
)
Standing = tuple[str, str | None, int, float, int]  # decision, entity, rung, weight, rows
Decided = tuple[str, str | None, str, str, str | None]  # mention, entity, decision, reason, runner-up


def replace_decisions(con: duckdb.DuckDBPyConnection, rows: list[Decided]) -> None:
    """Put these decisions (mention, entity, decision, reason, runner-up) in place of those that stand."""
    load(con, "settled", SETTLED, [rows])
    con.execute(REPLACE)


def settle(con: duckdb.DuckDBPyConnection) -> None:
    """Make mentions said to be the same follow the one that was matched, and part those said to differ.

    Where data match them to several entities, or two that differ to one, nobody guesses: a person looks.
    """
    order = [str(t) for t in Tier]
    standing: dict[str, Standing] = {
        row[0]: (row[1], row[2], *row[3:]) for row in con.execute(STANDING, [order]).fetchall()
    }
    replace_decisions(con, _joined(con, standing))
    standing |= {
        m: (d, e, 1, 0.0, standing[m][4])
        for m, e, d in con.execute("SELECT mention_id, entity_id, decision FROM settled").fetchall()
    }
    replace_decisions(con, _parted(con, standing))


def _joined(con: duckdb.DuckDBPyConnection, standing: dict[str, Standing]) -> list[Decided]:
    groups: dict[str, list[str]] = {}
    for mention, group in con.execute("SELECT mention_id, group_id FROM together ORDER BY ALL").fetchall():
        if mention in standing:
            groups.setdefault(group, []).append(mention)
    found: list[Decided] = []
    for members in groups.values():
        matched = sorted({e for d, e, *_ in (standing[m] for m in members) if d == Decision.MATCH and e})
        if len(matched) == 1:
            found += [
                (m, matched[0], Decision.MATCH, Reason.JUDGED_SAME, None)
                for m in members
                if standing[m][:2] != (Decision.MATCH, matched[0])
            ]
        elif matched:
            found += [
                (m, matched[0], Decision.REVIEW, Reason.JUDGED_CONTRADICTORY, matched[1]) for m in members
            ]
    return found


def _parted(con: duckdb.DuckDBPyConnection, standing: dict[str, Standing]) -> list[Decided]:
    """The lesser of two mentions that differ and were matched to one entity waits for a person."""
    found: dict[str, str] = {}
    pairs = con.execute("SELECT mention_id, other_id FROM apart ORDER BY ALL").fetchall()
    for a, b in pairs:
        if a not in standing or b not in standing or a in found or b in found:
            continue
        one, other = standing[a], standing[b]
        if one[0] != Decision.MATCH or one[:2] != other[:2] or one[1] is None:
            continue
        lesser = max((one[2], -one[3], -one[4], a), (other[2], -other[3], -other[4], b))[3]
        found[lesser] = one[1]
    return [(m, e, Decision.REVIEW, Reason.JUDGED_DIFFERENT, None) for m, e in sorted(found.items())]
