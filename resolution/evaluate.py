"""Precision and recall against the synthetic city's truth, by data set, tier, and for mentions without a code."""

from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb

from core.errors import NotFoundError

# One row per mention of an enterprise in a supplied row. The right answer is a firm of the registry: the truth's `registered`
# means market supervision; a firm that only the tax registration lists is in our registry too. A row may name several: a decision is right if it names one of them.
LABELLED: Final = """
CREATE OR REPLACE TEMP TABLE labelled AS
WITH truth AS (
  SELECT t.file, t.sheet, t.row, t.role, list(DISTINCT e.code) FILTER (e.code IS NOT NULL AND (e.registered OR x.code IS NOT NULL)) AS answers,
         list(DISTINCT t.true_id) AS ids, count(*) AS named
  FROM truth_file t JOIN truth_entity_file e USING (true_id)
  LEFT JOIN (SELECT DISTINCT code FROM entity WHERE registered) x ON x.code = e.code WHERE t.kind = 'ent' GROUP BY ALL
),
placed AS (SELECT d.id AS delivery, d.dataset, t.* FROM truth t JOIN delivery_file d ON d.file_name = t.file)
SELECT s.dataset, s.role, s.mention_id, m.decision, m.tier, m.entity_id, e.code AS entity_code,
       coalesce(p.answers, []) AS answers, p.named,
       coalesce(n.code, n.org_code) IS NULL OR n.code_kind IN ('bad', 'person') AND n.org_code IS NULL AS codeless,
       m.decision = 'match' AND list_contains(coalesce(p.answers, []), e.code) AS hit
FROM mention_source s
JOIN placed p ON p.delivery = s.delivery AND p.dataset = s.dataset AND p.sheet = s.sheet AND p.row = s.row AND p.role = s.role
JOIN match m USING (mention_id) JOIN mention n USING (mention_id)
LEFT JOIN entity e ON e.entity_id = m.entity_id
WHERE n.kind = 'ent'
"""

FIGURES: Final = """
SELECT {group}, count(*) AS mentions, count(*) FILTER (decision = 'match') AS matched,
       count(*) FILTER (hit) AS correct,
       count(*) FILTER (len(answers) > 0) AS registered,
       count(*) FILTER (len(answers) = 0) AS foreign_count,
       count(*) FILTER (len(answers) = 0 AND decision <> 'match') AS foreign_rejected,
       count(*) FILTER (decision = 'review') AS review, count(*) FILTER (decision = 'ambiguous') AS ambiguous,
       round(correct / nullif(matched, 0), 4) AS precision,
       round(correct / nullif(registered, 0), 4) AS recall,
       round(2 * correct / nullif(matched + registered, 0), 4) AS f1,
       round(foreign_rejected / nullif(foreign_count, 0), 4) AS rejection
FROM {source} GROUP BY ALL ORDER BY ALL
"""

DISTINCT: Final = (
    "(SELECT DISTINCT ON (mention_id, answers) * FROM labelled ORDER BY mention_id, answers, dataset, role)"
)

TIERS: Final = """
SELECT s.dataset, m.tier, m.decision, count(*) AS mentions FROM mention_source s JOIN match m USING (mention_id)
JOIN mention n USING (mention_id) WHERE n.kind = 'ent' GROUP BY ALL ORDER BY ALL
"""


class Evaluation(NamedTuple):
    """Figures as rows: overall, over rows and over distinct mentions, by data set and by tier."""

    overall: list[dict[str, Any]]
    datasets: list[dict[str, Any]]
    tiers: list[dict[str, Any]]


def _rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    cursor = con.execute(sql)
    names = [d[0] for d in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def tier_counts(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Count the mentions in supplied rows by data set, tier and decision; needs the resolved views."""
    return _rows(con, TIERS)


def label(con: duckdb.DuckDBPyConnection, truth: Path, files: list[tuple[str, str, str]]) -> None:
    """Create `labelled`; `files` gives (delivery, data set, file name) and the resolved views must stand."""
    for name in ("truth", "truth_entity"):
        path = truth / f"{name}.parquet"
        if not path.is_file():
            raise NotFoundError(
                f"没有标准答案 {path}", advice="--truth 指向 chanye generate 写出的标准答案文件夹。"
            )
        con.read_parquet(str(path)).create_view(f"{name}_file", replace=True)
    con.execute("CREATE OR REPLACE TEMP TABLE delivery_file (id VARCHAR, dataset VARCHAR, file_name VARCHAR)")
    con.executemany("INSERT INTO delivery_file VALUES (?, ?, ?)", files)
    con.execute(LABELLED)


def evaluate(con: duckdb.DuckDBPyConnection) -> Evaluation:
    """Return the figures; needs `labelled`."""
    overall: list[dict[str, Any]] = []
    for scope, source in (
        ("全部（按行）", "labelled"),
        ("全部（按不同提及）", DISTINCT),
        ("无代码（按行）", "(SELECT * FROM labelled WHERE codeless)"),
        ("无代码（按不同提及）", f"(SELECT * FROM {DISTINCT} WHERE codeless)"),
    ):
        overall += [
            {"scope": scope, **row} for row in _rows(con, FIGURES.format(group="1 AS one", source=source))
        ]
    for row in overall:
        row.pop("one")
    return Evaluation(
        overall,
        _rows(con, FIGURES.format(group="dataset", source="labelled")),
        _rows(con, FIGURES.format(group="tier", source=DISTINCT)),
    )
