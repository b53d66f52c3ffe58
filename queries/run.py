"""Running a named query: read-only, with a timeout, values as parameters only."""

from collections.abc import Callable
from typing import Any

import duckdb
import neo4j
from neo4j.exceptions import ClientError, ServiceUnavailable

from core.duck import records
from core.errors import GraphError, GraphUnavailableError, UsageError
from queries.catalogue import Query, bind, get_query
from queries.enterprise import resolve_enterprise
from queries.result import Result

TIMEOUT = 30.0
"""Seconds after which the server gives a query up."""


class QueryTimeoutError(GraphError):
    """查询超时。"""

    status = 504


def read(
    session: neo4j.Session, text: str, params: dict[str, Any], timeout: float = TIMEOUT
) -> list[dict[str, Any]]:
    """Return a Cypher text's rows, read-only; the server gives up after `timeout` seconds."""

    def work(transaction: neo4j.ManagedTransaction) -> list[dict[str, Any]]:
        return [dict(record) for record in transaction.run(text, params)]

    timed: Callable[[neo4j.ManagedTransaction], list[dict[str, Any]]] = neo4j.unit_of_work(timeout=timeout)(
        work
    )
    try:
        return session.execute_read(timed)
    except ClientError as error:
        if "TransactionTimedOut" in (error.code or ""):
            message = f"查询超过 {timeout:g} 秒，已中止。"
            raise QueryTimeoutError(message, advice="请缩小范围，例如加上镇街或年份。") from error
        raise
    except ServiceUnavailable as error:
        raise GraphUnavailableError(advice="请运行 chanye neo4j status 查看。") from error


def _rows_of_lake(
    query: Query, values: dict[str, Any], lake: duckdb.DuckDBPyConnection | None
) -> list[dict[str, Any]]:
    if lake is None:
        raise UsageError(f"查询 {query.name} 要读数据湖。", advice="请给出 queries.open_lake() 的连接。")
    return records(lake, query.text, values)


def _graph(session: neo4j.Session | None) -> neo4j.Session:
    if session is None:
        raise GraphUnavailableError(advice="请运行 chanye neo4j start。")
    return session


def run(
    name: str,
    params: dict[str, Any],
    session: neo4j.Session | None,
    lake: duckdb.DuckDBPyConnection | None = None,
    timeout: float = TIMEOUT,
) -> Result:
    """Run a named query. Raises NotFoundError, UsageError, AmbiguousError (several firms of a name).

    The session may be left out where `Query.on_graph` says that the graph is not asked.
    """
    query = get_query(name)
    values = bind(query, params)
    for key, spec in query.params.items():
        if spec.type == "enterprise" and values[key] is not None:
            values[key] = resolve_enterprise(values[key], _graph(session))
    rows = (
        _rows_of_lake(query, values, lake)
        if query.language == "sql"
        else read(_graph(session), query.text, values, timeout)
    )
    return Result(
        name, tuple(query.columns.items()), [{c: row.get(c) for c in query.columns} for row in rows]
    )
