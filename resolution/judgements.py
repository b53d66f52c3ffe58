"""Stewards' decisions, applied to every run: must-link first of all, cannot-link wherever edges are made."""

from typing import Final

import duckdb
import pyarrow as pa
from sqlalchemy.orm import Session

from resolution.identity import SHAPE as REDIRECT
from resolution.identity import known_redirects
from resolution.normalise import TEXT, load
from resolution.sql import sql
from store.judgements import Verdict, in_force
from store.ledger import Ledger

SHAPE: Final = pa.schema([("mention_id", TEXT), ("entity_id", TEXT), ("verdict", TEXT)])

SPLIT: Final = sql("judgements_split")

BIND: Final = sql("judgements_bind")

RELEASE: Final = sql("judgements_release")


def load_judgements(con: duckdb.DuckDBPyConnection, ledger: Ledger) -> None:
    """Create judged, must_link, cannot_link and redirect from the ledger's decisions in force."""
    with ledger.session() as session:
        rows = binding(session)
        steps = known_redirects(session)
    load(con, "judged", SHAPE, [rows])
    load(con, "redirect", REDIRECT, [steps])
    con.execute(SPLIT)


def binding(session: Session) -> list[tuple[str, str, str]]:
    """Return (mention, entity, verdict) of every decision in force that binds, sorted."""
    return sorted(
        (j.mention, j.entity, j.decision) for j in in_force(session) if j.decision != Verdict.UNSURE
    )


def bind(con: duckdb.DuckDBPyConnection) -> None:
    """Decide what must link; needs `decided`, `mention` and `entity`."""
    con.execute(BIND)


def release(con: duckdb.DuckDBPyConnection) -> None:
    """Reopen what a tier linked although it must not."""
    con.execute(RELEASE)
