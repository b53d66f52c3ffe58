"""Pairwise precision and recall of one kind against the truth of a synthetic city."""

from pathlib import Path
from typing import Final, NamedTuple

import duckdb

# A unit is a distinct mention and what it truly names, so that a thousand homes of an estate do not
# outvote the rest.
_LABELLED: Final = """
CREATE OR REPLACE TEMP TABLE ladder_labelled AS
WITH truth AS (
  SELECT t.file, t.sheet, t."row", t.role, min(t.true_id) AS true_id FROM read_parquet($path) t WHERE
    t.kind = $kind
  GROUP BY ALL HAVING count(DISTINCT t.true_id) = 1
)
SELECT s.mention_id, s.dataset, t.true_id, m.decision, m.tier,
       CASE WHEN m.decision = 'match' THEN m.entity_id ELSE m.own_entity_id END AS entity_id, count(*) AS
         "rows"
FROM mention_source s
JOIN mention n ON n.mention_id = s.mention_id AND n.kind = $kind
JOIN match m ON m.mention_id = s.mention_id
JOIN delivery_file d ON d.id = s.delivery AND d.dataset = s.dataset
JOIN truth t ON t.file = d.file_name AND t.sheet IS NOT DISTINCT FROM s.sheet AND t."row" = s."row" AND
  t.role = s.role
GROUP BY ALL
"""

# No row of the truth names the person of a firm, but the truth says who runs each firm. Contacts of a
# project may be anybody.
_PERSONS: Final = """
CREATE OR REPLACE TEMP TABLE ladder_labelled AS
WITH truth AS (
  SELECT t.file, t.sheet, t."row", t.role, min(e.person_id) AS true_id
  FROM read_parquet($path) t JOIN read_parquet($entities) e USING (true_id)
  WHERE t.kind = 'ent' GROUP BY ALL HAVING count(DISTINCT t.true_id) = 1 AND min(e.person_id) IS NOT NULL
)
SELECT s.mention_id, s.dataset, t.true_id, m.decision, m.tier,
       CASE WHEN m.decision = 'match' THEN m.entity_id ELSE m.own_entity_id END AS entity_id, count(*) AS
         "rows"
FROM mention_source s
JOIN mention n ON n.mention_id = s.mention_id AND n.kind = 'per'
JOIN match m ON m.mention_id = s.mention_id
JOIN delivery_file d ON d.id = s.delivery AND d.dataset = s.dataset
JOIN truth t ON t.file = d.file_name AND t.sheet IS NOT DISTINCT FROM s.sheet AND t."row" = s."row" AND
  t.role = s.role
WHERE s.dataset <> 'project_approval'
GROUP BY ALL
"""

_PAIRS: Final = """
WITH units AS (SELECT DISTINCT mention_id, dataset, true_id, entity_id, decision FROM ladder_labelled),
     joint AS (SELECT true_id, entity_id, count(*) AS n FROM units GROUP BY ALL),
     truth AS (SELECT true_id, sum(n) AS n FROM joint GROUP BY 1),
     found AS (SELECT entity_id, sum(n) AS n FROM joint WHERE entity_id IS NOT NULL GROUP BY 1)
SELECT (SELECT count(*) FROM units)::BIGINT, (SELECT count(*) FROM units WHERE decision <> 'match')::BIGINT,
       coalesce((SELECT sum(n * (n - 1) // 2) FROM truth), 0)::BIGINT,
       coalesce((SELECT sum(n * (n - 1) // 2) FROM found), 0)::BIGINT,
       coalesce((SELECT sum(n * (n - 1) // 2) FROM joint WHERE entity_id IS NOT NULL), 0)::BIGINT,
       (SELECT sum(j.n * j.n / f.n) / sum(j.n) FROM joint j JOIN found f USING (entity_id)),
       (SELECT sum(j.n * j.n / t.n) / sum(j.n) FROM joint j JOIN truth t USING (true_id))
"""


class Quality(NamedTuple):
    """How well one kind was resolved; a pair is two mentions in data sets that speak of the same thing."""

    kind: str
    mentions: int  # mentions by data set that the truth names
    undecided: int  # of these, left to review or none
    pairs_true: int
    pairs_found: int
    pairs_right: int
    mean_precision: float | None  # B-cubed: the share of its entity that is right, mean over mentions
    mean_recall: float | None  # B-cubed: the share of the true thing that stands together, mean over mentions

    @property
    def precision(self) -> float:
        """Right pairs among the found ones; 1 where nothing was found."""
        return self.pairs_right / self.pairs_found if self.pairs_found else 1.0

    @property
    def recall(self) -> float:
        """Right pairs among the true ones; 1 where there are none."""
        return self.pairs_right / self.pairs_true if self.pairs_true else 1.0


def quality(con: duckdb.DuckDBPyConnection, kind: str, truth: Path) -> Quality:
    """Compare the resolved mentions of a kind with the truth (its folder, or `truth.parquet` in it).

    Beside the resolved tables the connection must hold `delivery_file` (id, dataset, file_name), which says
    under which name of the truth a delivery came (see resolution.evaluate.label). Cells that name several
    are left out.
    """
    folder = truth if truth.is_dir() else truth.parent
    files = {"path": str(folder / "truth.parquet"), "entities": str(folder / "truth_entity.parquet")}
    if kind == "per":
        con.execute(_PERSONS, files)
    else:
        con.execute(_LABELLED, {"path": files["path"], "kind": kind})
    return Quality(kind, *con.execute(_PAIRS).fetchall()[0])


def qualities(con: duckdb.DuckDBPyConnection, truth: Path) -> list[dict[str, object]]:
    """Return the figures of all four kinds as rows: projects, parcels, buildings, persons."""
    found = [quality(con, kind, truth) for kind in ("prj", "pcl", "bld", "per")]
    return [q._asdict() | {"precision": round(q.precision, 4), "recall": round(q.recall, 4)} for q in found]
