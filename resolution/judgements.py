"""Stewards' decisions, applied to every run: must-link first of all, cannot-link wherever edges are made."""

from collections.abc import Mapping
from typing import Final

import duckdb
import pyarrow as pa
from sqlalchemy.orm import Session

from resolution.constraints import Bond, Constraints, close
from resolution.identity import SHAPE as REDIRECT
from resolution.identity import known_redirects
from resolution.normalise import TEXT, load
from resolution.sql import sql
from store.judgements import Verdict, in_force
from store.ledger import Ledger
from store.tables import Judgement

SHAPE: Final = pa.schema([("mention_id", TEXT), ("entity_id", TEXT), ("verdict", TEXT)])
LINK: Final = pa.schema([("mention_id", TEXT), ("entity_id", TEXT)])
TABLES: Final = {
    "must": ("must_link", LINK),
    "cannot": ("cannot_link", LINK),
    "together": ("together", pa.schema([("mention_id", TEXT), ("group_id", TEXT)])),
    "apart": ("apart", pa.schema([("mention_id", TEXT), ("other_id", TEXT)])),
    "merged": ("merged_entity", pa.schema([("old", TEXT), ("new", TEXT)])),
    "torn": ("torn", pa.schema([("mention_id", TEXT), ("entity_id", TEXT), ("other_id", TEXT)])),
}

ABOUT: Final = ("mention_id", "name", "code", "org_code", "person", "phone", "address", "town", "industry")
"""What a judgement keeps of a mention."""

FOUND_AGAIN: Final = sql("judgements_found_again")

MERGE: Final = sql("judgements_merge")

BIND: Final = sql("judgements_bind")

RELEASE: Final = sql("judgements_release")

NAMED: Final = "SELECT entity_id FROM entity WHERE entity_id IN (SELECT unnest(?::VARCHAR[]))"


def load_judgements(con: duckdb.DuckDBPyConnection, ledger: Ledger) -> None:
    """Create judged, redirect and a table of each kind of constraint from the ledger's decisions in force.

    Needs `mention`, and `entity` and `entity_name` as the registry has them: entities said to be one become
    one there.
    """
    with ledger.session() as session:
        rows = binding(session)
        said = [_said(j) for j in in_force(session) if j.about]
        steps = known_redirects(session)
    load(con, "redirect", REDIRECT, [steps])
    load(con, "judged_about", pa.schema([(c, TEXT) for c in ABOUT]), [sorted(set(said), key=repr)])
    again = dict(con.execute(FOUND_AGAIN).fetchall())
    put_judgements(con, rows, {s.old: s.new for s in steps} | again)
    con.execute(MERGE)


def _said(judgement: Judgement) -> tuple[str | None, ...]:
    return (judgement.mention, *(judgement.about.get(c) for c in ABOUT[1:]))


def put_judgements(
    con: duckdb.DuckDBPyConnection, rows: list[tuple[str, str, str]], moved: Mapping[str, str]
) -> None:
    """Create judged, must_link, cannot_link, alone, together, apart, merged_entity, merged_all and torn.

    `rows` are (mention, entity, verdict); `moved` leads ids that gave way to those that took their place.
    """
    load(con, "judged", SHAPE, [rows])
    named = sorted({i for row in rows for j in row[:2] for i in (j, moved.get(j, j))})
    listed = frozenset(i for (i,) in con.execute(NAMED, [named]).fetchall())
    load_constraints(con, close((Bond(*row) for row in rows), moved, listed))


def load_constraints(con: duckdb.DuckDBPyConnection, found: Constraints) -> None:
    """Create must_link, cannot_link, alone, together, apart, merged_entity, merged_all and torn."""
    for field, (table, shape) in TABLES.items():
        load(con, table, shape, [getattr(found, field)])
    load(con, "alone", pa.schema([("mention_id", TEXT)]), [[(m,) for m in found.alone]])
    con.execute("CREATE OR REPLACE TABLE merged_all AS SELECT * FROM merged_entity")


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
