"""Which decisions of stewards stand behind what became of a mention."""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa
from sqlalchemy.orm import Session

from resolution.constraints import MENTION
from resolution.explain import names_of
from resolution.identity import known_redirects
from resolution.judgements import ABOUT, FOUND_AGAIN
from resolution.normalise import TEXT, load
from resolution.reasons import Reason
from resolution.review.decide import CAPTIONS
from store import resolutions
from store.judgements import Verdict, in_force
from store.ledger import Ledger
from store.tables import Judgement

Bonds = list[tuple[str, str, Judgement]]
"""Left and right as they are called now, and the decision."""


def deciding(
    con: duckdb.DuckDBPyConnection, ledger: Ledger, found: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return the decisions in force on which each mention hangs, also those along a chain of links.

    `found` are rows of `explain.decisions`; needs the newest run's tables. `bound` is whether the newest run
    knew the decision and it binds: none of unsure, none that contradicts another, none entered since.
    """
    with ledger.session() as session:
        run = resolutions.latest(session)
        known = {j.id for j in in_force(session, run.finished_at)} if run is not None else set()
        bonds = _bonds(con, session)
    listed = [(row, j, left, right) for row in found for left, right, j in _of(row, bonds)]
    names = names_of(con, [i for _, _, *pair in listed for i in pair])
    return [
        {
            "mention_id": row["mention_id"],
            "id": j.id,
            "actor": j.actor,
            "at": j.decided_at,
            "decision": CAPTIONS[Verdict(j.decision)],
            "left_id": left,
            "left": names.get(left) or j.about.get("name") or left,
            "right_id": right,
            "right": names.get(right, right),
            "reason": j.reason,
            "bound": j.id in known
            and j.decision != Verdict.UNSURE
            and row["reason_key"] != Reason.JUDGED_CONTRADICTORY,
        }
        for row, j, left, right in listed
    ]


def _bonds(con: duckdb.DuckDBPyConnection, session: Session) -> Bonds:
    rows = in_force(session)
    moved = {s.old: s.new for s in known_redirects(session)}
    about = {(j.mention, *(j.about.get(c) for c in ABOUT[1:])) for j in rows if j.about}
    load(con, "judged_about", pa.schema([(c, TEXT) for c in ABOUT]), [sorted(about, key=repr)])
    moved |= dict(con.execute(FOUND_AGAIN).fetchall())
    return [(moved.get(j.mention, j.mention), moved.get(j.entity, j.entity), j) for j in rows]


def _of(row: Mapping[str, Any], bonds: Bonds) -> Bonds:
    """Decisions that name the mention or one linked to it; else, if a judgement decided, its entity's."""
    joined = {row["mention_id"]}
    links = [{a, b} for a, b, j in bonds if j.decision == Verdict.MUST_LINK and _mentions(a, b)]
    while more := [pair for pair in links if pair & joined and not pair <= joined]:
        joined |= set().union(*more)
    named = [bond for bond in bonds if joined & {bond[0], bond[1]}]
    if named or row["tier"] != "judgement":
        return named
    return [bond for bond in bonds if row["entity_id"] in bond[:2] and not _mention_in(bond)]


def _mentions(left: str, right: str) -> bool:
    return left.startswith(MENTION) and right.startswith(MENTION)


def _mention_in(bond: tuple[str, str, Judgement]) -> bool:
    return bond[0].startswith(MENTION) or bond[1].startswith(MENTION)
