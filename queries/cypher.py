"""Cypher of an analyst's own: read-only, with parameters, a time limit and a limit of rows.

The server's plan decides what a text would do, not its words: whatever writes, loads from outside, looks at
the server itself or calls a procedure that is not known to be harmless is refused before it runs. What could
eat the server's memory in one expression, which no limit of the server's stops, is refused by its words.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple, TypeVar

import neo4j
from neo4j.exceptions import CypherSyntaxError, DriverError, Neo4jError
from neo4j.graph import Node, Path, Relationship

from core.errors import GraphUnavailableError, UsageError
from queries.cypher_words import refuse_words
from queries.run import TIMEOUT, QueryTimeoutError

T = TypeVar("T")
MOST_ROWS: Final = 1_000
READS: Final = "r"  # the query type of a text that only reads
OUTSIDE: Final = "LoadCSV"
CALLS: Final = "ProcedureCall"
SERVER: Final = ("Show", "Terminate")
PIECEMEAL: Final = "Transaction"
HARMLESS: Final = (
    "db.index.fulltext.queryNodes", "db.index.fulltext.queryRelationships", "db.labels",
    "db.relationshipTypes", "db.propertyKeys", "db.schema.visualization", "db.schema.nodeTypeProperties",
    "db.schema.relTypeProperties",
)  # fmt: skip


class Answer(NamedTuple):
    """Columns and rows of a text; `cut` tells that there were more rows than allowed."""

    columns: tuple[str, ...]
    rows: list[dict[str, Any]]
    cut: bool


def ask(
    session: neo4j.Session,
    text: str,
    params: Mapping[str, Any] | None = None,
    rows: int = MOST_ROWS,
    timeout: float = TIMEOUT,
) -> Answer:
    """Return what a text finds, at most so many rows; the server gives up after `timeout` seconds.

    UsageError where the text is no Cypher, lacks a parameter, or would do more than read;
    QueryTimeoutError where it takes too long. Nodes, relations and paths come as plain data.
    """
    given = dict(params or {})
    if not text.strip():
        raise UsageError("没有给出 Cypher 语句。")
    refuse_words(text, given)
    # The text is the query itself, which is what an analyst writes; values come as parameters.
    explained = f"EXPLAIN {text}"

    def plan(transaction: neo4j.ManagedTransaction) -> neo4j.ResultSummary:
        return transaction.run(explained, given).consume()

    def work(transaction: neo4j.ManagedTransaction) -> Answer:
        found = transaction.run(text, given)
        columns = tuple(found.keys())
        taken = [{key: plain(record[key]) for key in columns} for record in found.fetch(rows + 1)]
        return Answer(columns, taken[:rows], len(taken) > rows)

    refuse(session.execute_read(_once(plan, timeout)))
    return session.execute_read(_once(work, timeout))


def _once(
    work: Callable[[neo4j.ManagedTransaction], T], timeout: float
) -> Callable[[neo4j.ManagedTransaction], T]:
    """Return work that is given up after `timeout` seconds and never tried again, its errors told in Chinese.

    The driver would repeat what ran out of memory, for half a minute.
    """

    def limited(transaction: neo4j.ManagedTransaction) -> T:
        try:
            return work(transaction)
        except Neo4jError as error:
            raise _told(error, timeout) from error
        except DriverError as error:
            raise GraphUnavailableError(advice="请运行 chanye neo4j status 查看。") from error

    return neo4j.unit_of_work(timeout=timeout)(limited)


def refuse(summary: neo4j.ResultSummary) -> None:
    """Raise UsageError where the plan of a text would write, load from outside, or call what is not known."""
    if summary.query_type != READS:
        raise UsageError("只能查询：这条语句会修改图数据库或它的设置。", advice="请改为 MATCH … RETURN …。")
    for operator in _operators(summary.plan or {}):
        kind = str(operator.get("operatorType", "")).split("@")[0]
        if kind.startswith(SERVER):
            raise UsageError(
                "只能查询图谱里的数据，不能查看或干预服务器。", advice="请改为 MATCH … RETURN …。"
            )
        if kind.startswith(PIECEMEAL):
            raise UsageError("不能用 IN TRANSACTIONS：只读查询用不着。", advice="请去掉 IN TRANSACTIONS。")
        if kind.startswith(OUTSIDE):
            raise UsageError("不能从文件或网址读入数据。", advice="请去掉 LOAD CSV。")
        details = str(operator.get("args", {}).get("Details", ""))
        if kind.startswith(CALLS) and details.split("(")[0].strip() not in HARMLESS:
            raise UsageError(
                f"不能调用过程 {details.split('(')[0].strip()}。",
                advice=f"可以调用的：{'、'.join(HARMLESS)}。",
            )


def _operators(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for child in plan.get("children", ()):
        yield from _operators(child)


def _told(error: Neo4jError, timeout: float) -> Exception:
    """Return what to raise for an error of the server."""
    code = error.code or ""
    if "TransactionTimedOut" in code or "Terminated" in code:
        return QueryTimeoutError(f"查询超过 {timeout:g} 秒，已中止。", advice="请缩小范围，或加上 LIMIT。")
    if "Memory" in code:
        return UsageError("这条语句要用的内存超过上限，已中止。", advice="请缩小范围，少用 collect。")
    if "ParameterMissing" in code:
        return UsageError(f"缺少参数：{error.message}", advice="用 --param 名=值 给出。")
    if "ProcedureNotFound" in code:
        return UsageError("没有这个过程。", advice=f"可以调用的：{'、'.join(HARMLESS)}。")
    if "IN TRANSACTIONS" in (error.message or ""):
        return UsageError("不能用 IN TRANSACTIONS：只读查询用不着。", advice="请去掉 IN TRANSACTIONS。")
    if isinstance(error, CypherSyntaxError) or ".Statement." in code:
        message = (error.message or "").replace('"EXPLAIN ', '"')
        return UsageError(f"Cypher 语句有误：{message}")
    return UsageError(f"图数据库没有接受这条语句：{error.message}", advice="请改为 MATCH … RETURN …。")


def plain(value: Any) -> Any:  # noqa: ANN401  # whatever the graph returns
    """Return nodes, relations and paths as dictionaries and lists; dates and numbers stay."""
    match value:
        case Node():
            return {"labels": sorted(value.labels), **plain(dict(value))}
        case Relationship():
            return {"type": value.type, **plain(dict(value))}
        case Path():
            return {"nodes": plain(list(value.nodes)), "relationships": plain(list(value.relationships))}
        case dict():
            return {key: plain(one) for key, one in value.items()}
        case list():
            return [plain(one) for one in value]
    return value
