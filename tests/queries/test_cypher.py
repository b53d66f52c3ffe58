"""Cypher of one's own reads, and does nothing else."""

import neo4j
import pytest

from core.errors import ChanyeError, UsageError
from queries.cypher import Answer, ask
from queries.run import QueryTimeoutError
from tests.graph_model.mini import SHOE

pytestmark = pytest.mark.neo4j


def test_rows_come_with_their_columns_and_values_as_parameters(city: neo4j.Session) -> None:
    found = ask(
        city, "MATCH (e:Enterprise {id: $id}) RETURN e.id AS id, e.registered AS listed", {"id": SHOE}
    )
    assert found == Answer(("id", "listed"), [{"id": SHOE, "listed": True}], False)


def test_more_rows_than_allowed_are_cut_and_told(city: neo4j.Session) -> None:
    found = ask(city, "UNWIND range(1, 10) AS n RETURN n", rows=3)
    assert ([r["n"] for r in found.rows], found.cut) == ([1, 2, 3], True)
    assert not ask(city, "UNWIND range(1, 3) AS n RETURN n", rows=3).cut


def test_nodes_relations_and_paths_are_plain_data(city: neo4j.Session) -> None:
    path = ask(
        city, "MATCH p = (:Enterprise {id: $id})-[:IN_PARK]->(:Park) RETURN p LIMIT 1", {"id": SHOE}
    ).rows[0]["p"]
    assert path["nodes"][0]["id"] == SHOE
    assert path["nodes"][1]["labels"] == ["Park"]
    assert path["relationships"][0]["type"] == "IN_PARK"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CREATE (n:Enterprise {id: 'x'})", "只能查询"),
        ("MATCH (n) SET n.name = 'x' RETURN n", "只能查询"),
        ("MATCH (n) DETACH DELETE n", "只能查询"),
        ("CREATE INDEX odd FOR (n:Park) ON (n.tax)", "只能查询"),
        ("LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line", "不能从文件"),
        ("MATCH (n) CALL { LOAD CSV FROM 'http://127.0.0.1/x' AS a RETURN a } RETURN n, a", "不能从文件"),
        ("CALL dbms.listConfig() YIELD name RETURN name", "只能查询"),
        ("CALL db.info() YIELD name RETURN name", "不能调用过程 db.info"),
        ("MATCH (n RETURN n", "语句有误"),
        ("RETURN $missing", "缺少参数"),
        ("  ", "没有给出"),
        ("CREATE (:X) RETURN 1; MATCH (n) RETURN n", "语句有误"),
        ("MATCH (n:Town) CALL (n) { CREATE (m:X) RETURN m } RETURN m", "只能查询"),
        ("MATCH (n:Town) CALL { WITH n SET n.y = 1 } IN TRANSACTIONS RETURN count(*)", "只能查询"),
        ("MATCH (n:Town) CALL (n) { RETURN n.name AS a } IN TRANSACTIONS RETURN a", "IN TRANSACTIONS"),
        ("RETURN COLLECT { CALL dbms.components() YIELD name RETURN name } AS x", "只能查询"),
        ("CALL apoc.load.json('file:///etc/passwd') YIELD value RETURN value", "没有这个过程"),
        ("FOREACH (x IN [1] | CREATE (:X))", "只能查询"),
        ("EXPLAIN CREATE (n:X) RETURN n", "只能查询"),
        ("CYPHER runtime=slotted CREATE (:X)", "只能查询"),
        ("SHOW TRANSACTIONS", "不能查看或干预服务器"),
        ("SHOW SETTINGS", "不能查看或干预服务器"),
        ("TERMINATE TRANSACTIONS 'neo4j-transaction-1'", "不能查看或干预服务器"),
        ("USE system MATCH (n) RETURN n", "语句有误"),
        ("CREATE USER a SET PASSWORD 'abcdefgh'", "只能查询"),
        ("RETURN reduce(a = 'x', i IN range(1, 40) | a + a)", "reduce"),
        ("RETURN re\\u0064uce(a = 'x', i IN [1, 2] | a + a)", "reduce"),
        ("RETURN replace(replace('aa', 'a', 'aaaa'), 'a', 'aaaa')", "拼接太多"),
        (f"RETURN 'a'{' + 1' * 21}", "拼接太多"),
        ("RETURN range(1, 1000000000)", "range"),
        ("WITH 1000000000 AS n RETURN range(1, n)", "range"),
        ("RETURN range/**/(1, 1000000000)", "range"),
        (f"RETURN '{'x' * 10_000}'", "最多 10000 个"),
    ],
)  # fmt: skip
def test_whatever_does_more_than_read_is_refused(city: neo4j.Session, text: str, told: str) -> None:
    before = city.run("MATCH (n) RETURN count(n)").single(strict=True)[0]
    with pytest.raises(UsageError, match=told):
        ask(city, text)
    assert city.run("MATCH (n) RETURN count(n)").single(strict=True)[0] == before


def test_harmless_procedures_may_be_called(city: neo4j.Session) -> None:
    assert "Enterprise" in {r["label"] for r in ask(city, "CALL db.labels() YIELD label RETURN label").rows}


def test_a_text_that_takes_too_long_is_given_up(city: neo4j.Session) -> None:
    endless = " ".join(f"UNWIND range(1, 10000) AS {name}" for name in "abc") + " RETURN sum(a * b * c)"
    with pytest.raises(QueryTimeoutError, match="已中止"):
        ask(city, endless, timeout=0.5)


def test_what_needs_too_much_memory_is_stopped_once(city: neo4j.Session) -> None:
    many = " ".join(f"UNWIND range(1, 10000) AS {name}" for name in "ab") + " RETURN collect([a, b]) AS all"
    with pytest.raises((UsageError, QueryTimeoutError), match="已中止"):
        ask(city, many, timeout=20)
    assert ask(city, "RETURN 1 AS n").rows == [{"n": 1}]


def test_words_in_texts_and_comments_are_no_calls(city: neo4j.Session) -> None:
    found = ask(city, "RETURN 'reduce(' AS a, \"range(1, 99999999)\" AS b, size('a+b') AS c // reduce(")
    assert found.rows == [{"a": "reduce(", "b": "range(1, 99999999)", "c": 3}]
    assert ask(city, "WITH [1, 2] AS x RETURN range(0, size(x) - 1) AS r").rows == [{"r": [0, 1]}]


def test_a_refusal_is_an_error_that_people_can_read(city: neo4j.Session) -> None:
    with pytest.raises(ChanyeError) as told:
        ask(city, "SHOW DATABASES")
    assert "不能查看" in str(told.value) or "语句有误" in str(told.value) or "只能查询" in str(told.value)
