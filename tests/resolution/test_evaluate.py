"""Figures against the truth, on five mentions counted by hand."""

from pathlib import Path

import duckdb
import pytest

from resolution.evaluate import evaluate, label

TABLES = """
CREATE TABLE entity AS
SELECT * FROM (VALUES ('e1', 'c1', true), ('e2', 'c2', true)) t(entity_id, code, registered);
CREATE TABLE mention AS SELECT unnest(['m1', 'm2', 'm3', 'm4', 'm5']) AS mention_id, 'ent' AS kind,
  NULL::VARCHAR AS code, NULL::VARCHAR AS org_code, NULL::VARCHAR AS code_kind;
CREATE TABLE match AS SELECT *, 0.5 AS probability, NULL::VARCHAR AS runner_up FROM (VALUES
  ('m1', 'match', 'model', 'e1'), ('m2', 'match', 'model', 'e2'), ('m3', 'review', 'model', 'e2'),
  ('m4', 'none', 'model', NULL), ('m5', 'none', 'model', NULL)) t(mention_id, decision, tier, entity_id);
CREATE TABLE candidate AS
SELECT * FROM (VALUES ('m3', 'e2'), ('m3', 'e1'), ('m2', 'e2')) t(mention_id, entity_id);
CREATE TABLE mention_source AS
SELECT mention_id, 'd' AS dataset, 'firm' AS role, 'del' AS delivery, 's' AS sheet,
  row_number() OVER (ORDER BY mention_id) AS row FROM mention;
"""
TRUTH = """
SELECT 'f.csv' AS file, 's' AS sheet, row, 'firm' AS role, 'ent' AS kind, true_id
FROM (VALUES (1, 't1'), (2, 't1'), (3, 't1'), (4, 't2'), (5, 't3')) t(row, true_id)
"""
FIRMS = """
SELECT * FROM (VALUES ('t1', 'c1', NULL, true), ('t2', 'c2', NULL, true), ('t3', NULL, NULL, false))
t(true_id, code, parent_id, registered)
"""


def test_figures_count_matches_firms_shown_and_the_queue(tmp_path: Path) -> None:
    con = duckdb.connect()
    con.execute(TABLES)
    con.sql(TRUTH).write_parquet(str(tmp_path / "truth.parquet"))
    con.sql(FIRMS).write_parquet(str(tmp_path / "truth_entity.parquet"))
    label(con, tmp_path, [("del", "d", "f.csv")])
    found = evaluate(con).overall[0]
    assert found["precision"] == pytest.approx(1 / 2)  # m1 is right, m2 wrong
    assert found["recall"] == pytest.approx(1 / 4)  # of m1 to m4
    assert found["rejection"] == 1.0
    assert found["queue"] == pytest.approx(1 / 5)
    assert found["shown"] == pytest.approx(2 / 3, abs=1e-4)  # m1 and m3 name or show t1, m2 does not
