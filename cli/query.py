"""`chanye query`: the named questions, listed and asked."""

from typing import Annotated, Any

import typer

from cli.acting import read_as_operator
from cli.asked import KnownOn, answering, object_of, show_head
from cli.output import Format, write_json, write_rows
from core.settings import get_settings

app = typer.Typer(no_args_is_help=True, help="命名查询：列出与运行。")
FormatOption = Annotated[Format, typer.Option("--format", help="输出格式。")]


@app.command("list")
def list_queries(
    user: Annotated[
        str | None, typer.Option("--user", help="只列这类人用的：policymaker、analyst、steward、programs。")
    ] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """列出全部查询、给谁用、耗费与参数。"""
    from core.errors import UsageError
    from queries.catalogue import COSTS, USERS, Query, load_queries

    def parameters(query: Query) -> str:
        return " ".join(k if p.required else f"[{k}]" for k, p in query.params.items())

    if user is not None and user not in USERS:
        raise UsageError(f"没有这类使用者：{user}。", advice=f"可用：{'、'.join(USERS)}。")
    found = [q for q in load_queries().values() if user is None or user in q.users]
    if form is Format.JSON:
        write_json([q.model_dump(exclude={"text"}) | {"example": q.example} for q in found])
        return
    rows = [
        {
            "name": q.name,
            "title": q.title,
            "question": q.question,
            "users": "、".join(USERS[u] for u in q.users),
            "cost": COSTS[q.cost],
            "params": parameters(q),
        }
        for q in found
    ]
    columns = [
        ("name", "名称"),
        ("title", "标题"),
        ("question", "问题"),
        ("users", "给谁用"),
        ("cost", "耗费"),
    ]
    columns.append(("params", "参数（方括号内可省）"))
    write_rows(rows, columns, form)


@app.command()
def run(
    name: Annotated[str, typer.Argument(help="查询名称，见 chanye query list。")],
    param: Annotated[list[str] | None, typer.Option("--param", help="参数，形如 名=值，可多次。")] = None,
    known_on: KnownOn = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """运行一个查询；企业参数可用名称、统一社会信用代码或统一编号。"""
    from contextlib import closing, nullcontext

    import queries
    from graph_model.connect import connect
    from store.ledger import Ledger

    given = dict(_pairs(param or []))
    query = queries.get_query(name)
    with answering(known_on, graph=query.on_graph) as settings:
        on_lake = query.language == "sql"
        opened = closing(queries.open_lake(settings, Ledger(settings))) if on_lake else nullcontext(None)
        graph = connect(settings) if query.on_graph else nullcontext(None)
        with opened as lake, graph as session:
            result = queries.run(name, given, session, lake)
    read_as_operator("query", object_of(f"{name} {given}", None, known_on), len(result.rows))
    show_head(None, known_on, form)
    write_rows(result.rows, list(result.columns), form)


@app.command()
def cypher(
    text: Annotated[str, typer.Argument(help="一条只读的 Cypher；- 表示从标准输入读。")],
    param: Annotated[
        list[str] | None, typer.Option("--param", help="参数，形如 名=值，可多次；数字和列表照 JSON 写。")
    ] = None,
    rows: Annotated[int, typer.Option("--rows", min=1, max=100_000, help="最多给出多少行。")] = 1_000,
    timeout: Annotated[float, typer.Option("--timeout", min=1, max=600, help="最多用多少秒。")] = 30.0,
    form: FormatOption = Format.TABLE,
) -> None:
    """运行分析人员自己写的 Cypher：只读，有行数和时间上限；会写入、从外部读数据的一律拒绝。"""
    import sys

    from core.progress import console
    from graph_model.connect import connect
    from queries.cypher import ask

    asked = sys.stdin.read() if text == "-" else text
    with connect(get_settings()) as session:
        found = ask(session, asked, _typed(param or []), rows, timeout)
    read_as_operator("query", f"cypher {asked}", len(found.rows))
    write_rows(found.rows, [(name, name) for name in found.columns], form)
    if found.cut:
        console.print(
            f"只给出前 {rows} 行，还有更多；可用 --rows 增加，或在语句中缩小范围。", highlight=False
        )


def _typed(given: list[str]) -> dict[str, Any]:
    """Return parameters by name: as JSON where a value is JSON, else as text."""
    import json

    found: dict[str, Any] = {}
    for key, value in _pairs(given):
        try:
            found[key] = json.loads(value)
        except ValueError:
            found[key] = value
    return found


def _pairs(given: list[str]) -> list[tuple[str, str]]:
    """Split 名=值; UsageError where one is written otherwise."""
    from core.errors import UsageError

    found = []
    for item in given:
        key, equals, value = item.partition("=")
        if not equals:
            raise UsageError(f"参数“{item}”应写成 名=值。")
        found.append((key.strip(), value))
    return found
