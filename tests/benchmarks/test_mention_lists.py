"""The lists hold what no valid code settles, and the truth its registered firms."""

import csv
from pathlib import Path

import duckdb

from benchmarks.mention_lists import export, lists_in

TABLES = """
CREATE TABLE mention AS FROM (VALUES
  ('m1', '恒盛鞋厂', '张三', NULL, NULL, NULL), ('m2', '外地公司', NULL, NULL, NULL, NULL),
  ('m3', '安踏有限公司', NULL, '1', '陈埭镇', NULL), ('m4', NULL, '李四', NULL, NULL, NULL)
) t(mention_id, name, person, phone, town, address);
CREATE TABLE labelled AS FROM (VALUES
  ('m1', ['C1'], true, 'none'), ('m1', ['C1'], true, 'none'), ('m1', ['C2', 'C9'], true, 'none'),
  ('m2', []::VARCHAR[], true, 'none'), ('m3', ['C2'], false, 'match'), ('m4', ['C1'], true, 'none')
) t(mention_id, answers, codeless, decision);
CREATE TABLE entity AS FROM (VALUES
  ('e1', 'ent', true, '恒盛鞋业有限公司', 'C1', NULL, NULL, NULL, NULL),
  ('e2', 'ent', true, '安踏有限公司', 'C2', NULL, NULL, '陈埭镇', NULL),
  ('e9', 'ent', false, '未登记的', 'C9', NULL, NULL, NULL, NULL)
) t(entity_id, kind, registered, name, code, person, phone, town, address);
CREATE TABLE entity_name AS FROM (VALUES
  ('e1', '恒盛鞋业有限公司', 'current'), ('e1', '恒盛鞋厂', 'former'), ('e1', '恒盛', 'alias')
) t(entity_id, name, kind)
"""


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_mention_stands_once_for_each_set_of_right_firms(tmp_path: Path) -> None:
    con = duckdb.connect()
    con.execute(TABLES)
    export(con, tmp_path)
    paths = lists_in(tmp_path)
    names, truth = _rows(paths.names), {r["id"]: r["answer"] for r in _rows(paths.truth)}
    asked = sorted((r["name"], truth[r["id"]], r["legal_rep"]) for r in names)
    assert asked == [("外地公司", "", ""), ("恒盛鞋厂", "e1", "张三"), ("恒盛鞋厂", "e2", "张三")]
    assert list(truth) == [r["id"] for r in names]
    assert [(r["name"], r["answer"]) for r in _rows(paths.taught)] == [("安踏有限公司", "e2")]


def test_the_registry_holds_registered_firms_with_their_other_names(tmp_path: Path) -> None:
    con = duckdb.connect()
    con.execute(TABLES)
    export(con, tmp_path)
    registry = _rows(lists_in(tmp_path).registry)
    assert [(r["id"], r["former_names"]) for r in registry] == [("e1", "恒盛|恒盛鞋厂"), ("e2", "")]
