"""Pairwise precision and recall of one kind against the truth of a synthetic city."""

from pathlib import Path
from typing import Final, NamedTuple

import duckdb

_LABELLED: Final = """
CREATE OR REPLACE TEMP TABLE ladder_labelled AS
WITH truth AS (
  SELECT DISTINCT t.file, t.sheet, t."row", t.role, t.true_id FROM read_parquet($path) t WHERE t.kind = $kind
  QUALIFY count(DISTINCT t.true_id) OVER (PARTITION BY t.file, t.sheet, t."row", t.role) = 1
)
SELECT s.dataset, s.delivery, s.sheet, s."row", s.role, any_value(t.true_id) AS true_id,
       any_value(CASE WHEN m.decision = 'match' THEN m.entity_id ELSE m.own_entity_id END) AS entity_id,
       any_value(m.decision) AS decision
FROM mention_source s
JOIN mention n ON n.mention_id = s.mention_id AND n.kind = $kind
JOIN match m ON m.mention_id = s.mention_id
JOIN delivery_file d ON d.delivery = s.delivery
JOIN truth t ON t.file = d.file AND t.sheet IS NOT DISTINCT FROM s.sheet AND t."row" = s."row" AND t.role = s.role
GROUP BY s.dataset, s.delivery, s.sheet, s."row", s.role
"""

_PAIRS: Final = """
WITH joint AS (SELECT true_id, entity_id, count(*) AS n FROM ladder_labelled GROUP BY ALL),
     truth AS (SELECT true_id, sum(n) AS n FROM joint GROUP BY 1),
     found AS (SELECT entity_id, sum(n) AS n FROM joint WHERE entity_id IS NOT NULL GROUP BY 1)
SELECT coalesce((SELECT sum(n) FROM truth), 0)::BIGINT,
       (SELECT count(*) FROM ladder_labelled WHERE decision <> 'match')::BIGINT,
       coalesce((SELECT sum(n * (n - 1) // 2) FROM truth), 0)::HUGEINT::VARCHAR,
       coalesce((SELECT sum(n * (n - 1) // 2) FROM found), 0)::HUGEINT::VARCHAR,
       coalesce((SELECT sum(n * (n - 1) // 2) FROM joint WHERE entity_id IS NOT NULL), 0)::HUGEINT::VARCHAR
"""


class Quality(NamedTuple):
    """How well one kind was resolved; a pair is two rows that speak of the same thing."""

    kind: str
    rows: int  # rows that the truth names and that were resolved
    undecided: int  # rows left to review
    pairs_true: int
    pairs_found: int
    pairs_right: int

    @property
    def precision(self) -> float:
        """Right pairs among the found ones; 1 where nothing was found."""
        return self.pairs_right / self.pairs_found if self.pairs_found else 1.0

    @property
    def recall(self) -> float:
        """Right pairs among the true ones; 1 where there are none."""
        return self.pairs_right / self.pairs_true if self.pairs_true else 1.0


def quality(con: duckdb.DuckDBPyConnection, kind: str, truth: Path) -> Quality:
    """Compare the resolved rows of a kind with `truth.parquet` (a folder or the file itself).

    Beside the resolved tables the connection must hold `delivery_file(delivery, file)`, which says under
    which name of the truth a delivery came. Cells that name several are left out.
    """
    path = truth / "truth.parquet" if truth.is_dir() else truth
    con.execute(_LABELLED, {"path": str(path), "kind": kind})
    rows, undecided, true, found, right = con.execute(_PAIRS).fetchall()[0]
    return Quality(kind, rows, undecided, int(true), int(found), int(right))
