"""Every answer and every part of the graph leads to rows of files: on the shared noisy city, by `trace`."""

from typing import Any

import duckdb
import neo4j
import pytest

from benchmarks.queries import values_of
from graph_model.schema import OWN, load_schema
from queries import run, trace
from queries.catalogue import KEYS, load_queries

pytestmark = [pytest.mark.slow, pytest.mark.neo4j]
ASKED = sorted(q.name for q in load_queries().values() if any(k in q.columns for k in KEYS))
NOTHING_THERE = {
    "chain_unreviewed",
    "finance_firms",
    "flag_duplicate",
    "flag_instalment",
    "flag_refund",
    "flag_one_address",
}
"""Queries that may find nothing in so small a city."""


@pytest.fixture(scope="module")
def values(road_session: neo4j.Session) -> dict[str, list[Any]]:
    return values_of(road_session)


def keys_in(rows: list[dict[str, Any]]) -> list[str]:
    """Keys of the first rows that have some, three of each."""
    found: list[str] = []
    for row in rows[:5]:
        for column in KEYS:
            told = row.get(column)
            found += ([told] if isinstance(told, str) else list(told or []))[:3]
    return [k for k in found if k is not None]


@pytest.mark.parametrize("name", ASKED)
def test_keys_of_an_answer_open_at_file_and_row(
    road_session: neo4j.Session, road_lake: duckdb.DuckDBPyConnection, values: dict[str, list[Any]], name: str
) -> None:
    query = load_queries()[name]
    keys: list[str] = []
    for turn in range(30):
        choices = {k: values.get(k) or [p.example] for k, p in query.params.items() if p.required}
        given = {k: choice[turn % len(choice)] for k, choice in choices.items()}
        rows = run(name, given, road_session, road_lake).rows
        keys += keys_in(rows)
        assert not rows or keys_in(rows) or len(rows) < 3, (name, given)
        if len(keys) > 5 or not choices:
            break
    assert keys or name in NOTHING_THERE
    for key in dict.fromkeys(keys[:8]):
        found = trace(key, road_lake)
        assert found.where["文件"]
        assert found.where["行号"] > 0
        assert found.cells


def test_every_node_and_relation_that_tells_its_own_rows_has_some(
    road_session: neo4j.Session, road_lake: duckdb.DuckDBPyConnection
) -> None:
    schema = load_schema()
    for name, label in schema.labels.items():
        if label.rows == "own":
            own = next(p for p in OWN if p in label.properties)
            _check(road_session, road_lake, f"MATCH (x:{name})", own, name)
    for kind, start, end in schema.relation_pairs():
        if schema.relations[kind].rows == "own":
            own = next(p for p in OWN if p in schema.relations[kind].properties)
            _check(road_session, road_lake, f"MATCH (:{start})-[x:{kind}]->(:{end})", own, kind)


def _check(session: neo4j.Session, lake: duckdb.DuckDBPyConnection, match: str, own: str, name: str) -> None:
    """No element without keys; the keys of one of them open."""
    asked = f"{match} WHERE x.{own} IS NULL OR size(x.{own}) = 0 RETURN count(x) AS n"
    assert session.run(asked).single(strict=True)["n"] == 0, name
    some = session.run(f"{match} RETURN x.{own} AS keys ORDER BY elementId(x) LIMIT 1").single()
    if some is not None:
        keys = some["keys"]
        assert trace(keys if isinstance(keys, str) else keys[0], lake).where["文件"], name


def test_nodes_that_are_keyed_by_their_row_open_too(
    road_session: neo4j.Session, road_lake: duckdb.DuckDBPyConnection
) -> None:
    for name, label in load_schema().labels.items():
        if label.rows == "key":
            asked = f"MATCH (x:{name}) RETURN x.{label.key} AS key ORDER BY key LIMIT 3"
            for row in road_session.run(asked).data():
                assert trace(row["key"], road_lake).where["文件"], name
