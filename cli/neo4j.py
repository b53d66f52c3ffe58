"""`chanye neo4j`: the managed Neo4j, started, stopped and looked at."""

from typing import Annotated

import typer

from cli.output import Format, write_json, write_rows
from core.errors import GraphUnavailableError
from core.settings import get_settings

app = typer.Typer(no_args_is_help=True, help="自带的 Neo4j：启动、停止、查看。")

COLUMNS = [
    ("state", "状态"),
    ("uri", "地址"),
    ("pid", "进程"),
    ("home", "图库"),
    ("version", "版本"),
    ("nodes", "节点"),
    ("relationships", "关系"),
    ("message", "说明"),
]


@app.command()
def start() -> None:
    """启动（已在运行则不变），直到能应答为止。"""
    from core.progress import stage
    from graph_model import server

    settings = get_settings()
    with stage("启动 Neo4j"):
        started = server.start(settings)
    typer.echo(f"Neo4j 在 {started.uri} 应答（进程 {started.pid}）。", err=True)


@app.command()
def stop() -> None:
    """正常停止。"""
    from graph_model import server

    stopped = server.stop(get_settings())
    typer.echo("Neo4j 已停止。" if stopped else "Neo4j 没有在运行。", err=True)


@app.command()
def status(form: Annotated[Format, typer.Option("--format", help="输出格式。")] = Format.TABLE) -> None:
    """查看状态；没有应答时退出码为 1。"""
    from graph_model.status import status as ask

    found = ask(get_settings())
    if form is Format.JSON:
        write_json(found.model_dump())
    else:
        write_rows([found.model_dump()], COLUMNS, form)
    if found.state == "unreachable":
        raise GraphUnavailableError(found.message)
