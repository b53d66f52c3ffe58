from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from core.errors import GraphError
from graph_model.project import (
    Projection,
    make_nodes,
    make_relations,
    node_table,
    read_rows,
    relation_table,
)
from graph_model.schema import OWN, PropertyType, load_schema
from graph_model.stages import Stage, parse, stages
from graph_model.state import rows_hash, table_hash
from tests.graph_model.mini import PROJECT, SHOE, mini_projection

ENTERPRISES = Stage("node", ("Enterprise",), "", "SELECT * FROM made", "test.sql")


@pytest.fixture(scope="module")
def projection(tmp_path_factory: pytest.TempPathFactory) -> Projection:
    return mini_projection(tmp_path_factory.mktemp("mini"))


def test_every_label_and_relation_has_a_stage_and_no_other() -> None:
    schema = load_schema()
    assert {s.target[0] for s in stages() if s.kind == "node"} == set(schema.labels)
    assert [s.target for s in stages() if s.kind == "relation"].sort() == list(schema.relation_pairs()).sort()
    assert {s.target for s in stages() if s.kind == "relation"} == set(schema.relation_pairs())


def test_every_stage_says_what_it_makes() -> None:
    assert all(s.purpose for s in stages())


def test_text_before_the_first_head_is_a_mistake() -> None:
    with pytest.raises(GraphError, match=r"a\.sql"):
        list(parse("SELECT 1", "a.sql"))


@pytest.mark.slow
def test_the_same_input_gives_the_same_state(projection: Projection, tmp_path: Path) -> None:
    assert mini_projection(tmp_path).state_hash == projection.state_hash


def test_no_relation_of_the_small_city_lacks_an_end(projection: Projection) -> None:
    assert projection.dropped == {}


def test_every_label_and_nearly_every_relation_is_there(projection: Projection) -> None:
    empty = [t for t, n in projection.counts.items() if n == 0]
    wanting = [
        "ABOUT_Flag_Parcel",
        "COMPARED_WITH_Enterprise_Enterprise",
        "ON_PARCEL_Building_Parcel",
        "SUCCEEDS_Enterprise_Enterprise",
    ]
    assert sorted(empty) == ["node_CityFigures", *(f"rel_{name}" for name in wanting)]


def test_every_node_and_relation_that_tells_its_own_rows_has_some(projection: Projection) -> None:
    schema = projection.schema
    tables = [(node_table(n), label.properties) for n, label in schema.labels.items() if label.rows == "own"]
    tables += [
        (relation_table(*pair), schema.relations[pair[0]].properties)
        for pair in schema.relation_pairs()
        if schema.relations[pair[0]].rows == "own"
    ]
    for table, properties in tables:
        for row in read_rows(projection.con, table):
            assert any(row[p] for p in OWN if p in properties), (table, row)


def test_lists_hold_no_empty_elements(projection: Projection) -> None:
    found = list(read_rows(projection.con, "rel_TAKES_PART_IN_Enterprise_Project"))
    developer = [r for r in found if r["role"] == "开发企业"]
    assert [(r["end"], r["records"], len(r["sources"])) for r in developer] == [
        (PROJECT, 3, 2)
    ]  # 网签 is mass
    assert all(key for r in found for key in r["sources"])


def test_no_identity_card_number_of_a_free_text_reaches_the_graph(tmp_path: Path) -> None:
    typed = "陈志强350582198001011234"
    rows = {
        "beneficiary_name": "恒盛鞋业",
        "payee_name": typed,
        "amount": 1,
        "document_no": "晋财1号",
        "summary": typed,
    }
    made = mini_projection(tmp_path, [("subsidy_payment", "2022-09", rows, {"受补企业": SHOE})])
    found = made.con.execute("SELECT payee, summary FROM node_Subsidy WHERE amount = 1").fetchall()
    assert found == [("陈志强〔身份证号码〕", "陈志强〔身份证号码〕")]


def test_line_breaks_and_blanks_around_go(projection: Projection) -> None:
    summaries = [r["summary"] for r in read_rows(projection.con, "node_Subsidy")]
    assert '技改 奖励，“一次性”,"首笔"' in summaries


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELECT 'a' AS id UNION ALL SELECT 'a'", "不同的值"),
        ("SELECT NULL AS id", "不同的值"),
        ("SELECT 'a' AS id, 1 AS odd", "odd"),
    ],
)
def test_a_key_twice_or_missing_or_an_unknown_column_is_refused(sql: str, words: str) -> None:
    con = duckdb.connect()
    con.execute(f"CREATE TABLE made AS {sql}")
    with pytest.raises(GraphError, match=words):
        make_nodes(con, load_schema(), ENTERPRISES)


def test_a_relation_without_both_ends_is_counted_and_left_out() -> None:
    con = duckdb.connect()
    con.execute("CREATE TABLE made AS SELECT unnest(['a', 'b']) AS id")
    make_nodes(con, load_schema(), ENTERPRISES)
    sql = "SELECT * FROM (VALUES ('a', 'b'), ('a', 'x'), ('a', NULL)) t(\"start\", \"end\")"
    stage = Stage("relation", ("BRANCH_OF", "Enterprise", "Enterprise"), "", sql, "test.sql")
    assert make_relations(con, load_schema(), stage) == 2
    assert len(list(read_rows(con, "rel_BRANCH_OF_Enterprise_Enterprise"))) == 1


COLUMNS: dict[str, PropertyType] = {"a": "float", "b": "string", "c": "strings", "d": "date", "e": "integer"}
ONE: tuple[Any, ...] = (1.0, None, [], date(2023, 4, 1), 7)
OTHER: tuple[Any, ...] = (2.0, "x", ["y", "z"], None, None)


def _hash(*rows: tuple[Any, ...]) -> tuple[int, str]:
    return rows_hash(duckdb.connect(), rows, COLUMNS)


def test_the_hash_ignores_order_and_absence_and_sees_everything_else() -> None:
    assert _hash(ONE, OTHER) == _hash(OTHER, (1.0, None, None, date(2023, 4, 1), 7))
    assert _hash(ONE, ONE) != _hash(ONE)
    assert _hash((0.1 + 0.2, *ONE[1:])) == _hash((0.3, *ONE[1:]))
    assert _hash((-0.0, *ONE[1:])) == _hash((0.0, *ONE[1:]))
    seen = [_hash((*ONE[:i], v, *ONE[i + 1 :])) for i, v in enumerate((1.1, "", ["yz"], None, 8))]
    assert len({*seen, _hash(ONE)}) == 6
    assert _hash((1.0, "x", None, None, None)) != _hash((1.0, None, ["x"], None, None))


def test_rows_of_a_table_and_of_elsewhere_have_one_hash() -> None:
    con = duckdb.connect()
    con.execute(
        "CREATE TABLE t AS SELECT * FROM (VALUES (1.0::DOUBLE, NULL, []::VARCHAR[], DATE '2023-04-01', 7), "
        "(2.0, 'x', ['y', 'z'], NULL, NULL)) t(a, b, c, d, e)"
    )
    assert table_hash(con, "t", COLUMNS) == _hash(OTHER, ONE)
    assert table_hash(con, "(SELECT * FROM t WHERE a > 5)", COLUMNS) == _hash()


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("integer", 3, 3.0),
        ("integer", 1, True),
        ("integer", 1, "1"),
        ("float", 3.0, 3),
        ("float", 1.0, True),
        ("float", 1.0, "one"),
        ("string", "a", ["a"]),
        ("strings", ["a"], "a"),
        ("strings", ["1"], [1]),
        ("strings", [], ""),
        ("date", date(1970, 1, 4), 3),
        ("date", date(1970, 1, 4), "1970-01-04"),
        ("date", date(1970, 1, 4), datetime(1970, 1, 4)),
        ("integer", 3, date(1970, 1, 4)),
        ("boolean", True, 1),
    ],
)
def test_a_value_of_another_type_is_no_rows_hash(kind: PropertyType, right: object, wrong: object) -> None:
    con = duckdb.connect()
    count, told = rows_hash(con, [(None,), (right,)], {"p": kind})
    assert (count, told == "?") == (2, False)
    assert rows_hash(con, [(None,), (wrong,)], {"p": kind}) == (2, "?")
