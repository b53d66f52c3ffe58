"""`chanye relation`: firms together: groups, communities, the best connected, the way between two."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.acting import read_as_operator
from cli.output import Format, write_rows
from core.settings import get_settings

if TYPE_CHECKING:
    import neo4j

app = typer.Typer(no_args_is_help=True, help="企业之间的关系：疑似同一控制、社群、关键企业、两家之间的路径。")
FormatOption = Annotated[Format, typer.Option("--format", help="输出格式。")]
LimitOption = Annotated[int, typer.Option("--limit", min=1, max=10_000, help="最多行数。")]


def _show(
    what: str,
    ask: "Callable[[neo4j.Session], list[dict[str, Any]]]",
    columns: list[tuple[str, str]],
    form: Format,
) -> None:
    from graph_model.connect import connect

    with connect(get_settings()) as session:
        rows = ask(session)
    read_as_operator("query", what, len(rows))
    write_rows(rows, columns, form)


@app.command()
def groups(
    firm: Annotated[str | None, typer.Option("--firm", help="只看这家企业所在的一组。")] = None,
    least: Annotated[float, typer.Option("--least", min=0.5, help="两家共有的依据合计至少多少分。")] = 3.0,
    limit: LimitOption = 100,
    form: FormatOption = Format.TABLE,
) -> None:
    """疑似同一控制的企业组：每家都与核心企业共用人员、电话、地址、总机构或收款人。只是线索，不是结论。"""
    from queries.groups import groups as ask

    columns = [
        ("firms", "家数"),
        ("core", "核心企业"),
        ("weakest", "与核心最弱一处（分）"),
        ("members", "其他企业（与核心共有）"),
        ("bridges", "与组外企业共有"),
        ("ids", "统一编号"),
        ("sources", "来源"),
    ]
    _show(
        f"relation groups {firm or ''}", lambda s: ask(s, least=least, firm=firm, limit=limit), columns, form
    )


@app.command()
def communities(
    least: Annotated[int, typer.Option("--least", min=2, help="至少几家。")] = 3,
    limit: LimitOption = 50,
    form: FormatOption = Format.TABLE,
) -> None:
    """往来密切的企业群：按共有的人员、电话、地址、项目、宗地、补助聚类。"""
    from queries.groups import communities as ask

    columns = [
        ("firms", "家数"), ("ties", "关系数"), ("density", "密度"), ("centre", "联系最多的企业"),
        ("kinds", "关系种类"), ("towns", "镇街"), ("ids", "统一编号"),
    ]  # fmt: skip
    _show("relation communities", lambda s: ask(s, least=least, limit=limit), columns, form)


@app.command()
def central(limit: LimitOption = 50, form: FormatOption = Format.TABLE) -> None:
    """处在关系要道上的企业：多少条最短路径经过它（估计值，0 到 1）。"""
    from queries.groups import central as ask

    columns = [
        ("name", "企业"), ("town", "镇街"), ("between", "中介中心性"), ("strength", "关系总分"),
        ("neighbours", "相关企业数"), ("id", "统一编号"),
    ]  # fmt: skip
    _show("relation central", lambda s: ask(s, limit=limit), columns, form)


@app.command()
def path(
    start: Annotated[str, typer.Argument(help="一家企业：名称、统一社会信用代码或统一编号。")],
    end: Annotated[str, typer.Argument(help="另一家企业。")],
    form: FormatOption = Format.TABLE,
) -> None:
    """两家企业之间最强的一条关系路径，每步说明共有什么。"""
    from queries.groups import way

    columns = [
        ("step", "步"), ("start", "从"), ("end", "到"), ("shared", "共有"), ("weight", "分"),
        ("start_id", "从（编号）"), ("end_id", "到（编号）"), ("sources", "来源"),
    ]  # fmt: skip
    _show(f"relation path {start} {end}", lambda s: way(s, start, end), columns, form)
