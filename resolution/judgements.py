"""Stewards' decisions, applied to every run: must-link first of all, cannot-link wherever edges are made."""

from datetime import datetime
from typing import Final

import duckdb
import pyarrow as pa
from sqlalchemy import select
from sqlalchemy.orm import Session

from resolution.normalise import TEXT, load
from resolution.sql import sql
from store.judgements import Verdict, in_force
from store.ledger import Ledger
from store.tables import Redirect

SHAPE: Final = pa.schema([("mention_id", TEXT), ("entity_id", TEXT), ("verdict", TEXT)])

SPLIT: Final = sql("judgements_split")

BIND: Final = sql("judgements_bind")

RELEASE: Final = sql("judgements_release")


def load_judgements(con: duckdb.DuckDBPyConnection, ledger: Ledger) -> None:
    """Create judged, must_link, cannot_link and redirect from the ledger's decisions in force."""
    with ledger.session() as session:
        rows = [(j.mention, j.entity, j.decision) for j in in_force(session) if j.decision != Verdict.UNSURE]
        redirects = _redirects(session)
    load(con, "judged", SHAPE, [sorted(rows)])
    load(
        con,
        "redirect",
        pa.schema([("old", TEXT), ("new", TEXT), ("since", pa.timestamp("us")), ("reason", TEXT)]),
        [redirects],
    )
    con.execute(SPLIT)


def _redirects(session: Session) -> list[tuple[str, str, datetime, str]]:
    found = session.scalars(select(Redirect).order_by(Redirect.old))
    return [(r.old, r.new, r.since, r.reason) for r in found]


def bind(con: duckdb.DuckDBPyConnection) -> None:
    """Decide what must link; needs `decided`, `mention` and `entity`."""
    con.execute(BIND)


def release(con: duckdb.DuckDBPyConnection) -> None:
    """Reopen what a tier linked although it must not."""
    con.execute(RELEASE)
