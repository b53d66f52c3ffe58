"""Stewards' decisions, applied to every run: must-link first of all, cannot-link wherever edges are made."""

from datetime import datetime
from typing import Final

import duckdb
import pyarrow as pa
from sqlalchemy import select
from sqlalchemy.orm import Session

from resolution.normalise import TEXT, load
from store.judgements import Verdict, in_force
from store.ledger import Ledger
from store.tables import Redirect

SHAPE: Final = pa.schema([("mention_id", TEXT), ("entity_id", TEXT), ("verdict", TEXT)])

SPLIT: Final = """
CREATE OR REPLACE TABLE cannot_link AS
SELECT DISTINCT j.mention_id, coalesce(r.new, j.entity_id) AS entity_id FROM judged j LEFT JOIN redirect r ON r.old = j.entity_id
WHERE verdict = 'cannot_link';
CREATE OR REPLACE TABLE must_link AS
SELECT DISTINCT j.mention_id, coalesce(r.new, j.entity_id) AS entity_id FROM judged j LEFT JOIN redirect r ON r.old = j.entity_id
WHERE verdict = 'must_link'
"""

# Two must-links to different firms, or both verdicts on one pair, contradict: shown as review, never swallowed.
BIND: Final = """
INSERT INTO decided
SELECT l.mention_id, min(l.entity_id), CASE WHEN bad THEN 'review' ELSE 'match' END, 'judgement',
       CASE WHEN bad THEN 'judged_contradictory' ELSE 'judged_same' END, NULL, NULL, NULL,
       CASE WHEN count(*) > 1 THEN max(l.entity_id) END, NULL
FROM (SELECT l.*, count(*) OVER (PARTITION BY l.mention_id) > 1 OR bool_or(c.entity_id IS NOT NULL) OVER (PARTITION BY l.mention_id) AS bad
      FROM must_link l LEFT JOIN cannot_link c ON c.mention_id = l.mention_id AND c.entity_id = l.entity_id) l
SEMI JOIN mention m ON m.mention_id = l.mention_id SEMI JOIN entity e ON e.entity_id = l.entity_id
GROUP BY l.mention_id, bad
"""

# What a certain tier linked against a cannot-link is open again, for the model to find another firm.
RELEASE: Final = """
DELETE FROM decided WHERE EXISTS (
  SELECT 1 FROM cannot_link c WHERE c.mention_id = decided.mention_id AND c.entity_id = decided.entity_id AND decided.tier <> 'judgement')
"""


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
