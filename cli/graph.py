"""`chanye graph`: the graph loaded, verified and thrown away."""

from typing import Annotated

import typer

from cli import export
from cli.output import Format, write_json, write_rows
from core.settings import get_settings

app = typer.Typer(no_args_is_help=True, help="图谱：建图、核对、清除。")


def _show(counts: dict[str, int], run: str, state: str, dropped: dict[str, int], form: Format) -> None:
    if form is Format.JSON:
        write_json({"run": run, "state_hash": state, "counts": counts, "dropped": dropped})
        return
    rows = [{"table": k, "rows": v, "dropped": dropped.get(k, 0)} for k, v in counts.items()]
    write_rows(rows, [("table", "节点与关系"), ("rows", "数量"), ("dropped", "缺一端未入图")], form)
    typer.echo(f"归一结果 {run}，状态哈希 {state}", err=True)


FormatOption = Annotated[Format, typer.Option("--format", help="输出格式。")]


@app.command()
def load(
    via: Annotated[
        str | None,
        typer.Option(
            help="delta：只写入变化；import：离线导入自带的 Neo4j；bolt：经 Bolt 全部写入。默认能增量就增量。"
        ),
    ] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """把最新的归一结果建成图谱：变化不多就在一个事务里写入变化，否则建在旁边，核对一致后再切换。"""
    from core.errors import UsageError
    from graph_model import load as loading
    from store.ledger import Ledger

    if via not in (None, "delta", "import", "bolt"):
        raise UsageError(f"--via 只能是 delta、import 或 bolt，不能是 {via}。")
    settings = get_settings()
    done = loading.load(settings, Ledger(settings), via)  # type: ignore[arg-type]  # checked above
    _show(done.counts, done.run, done.state_hash, done.dropped, form)


@app.command()
def verify(form: FormatOption = Format.TABLE) -> None:
    """逐行核对图谱与归一结果：数量与状态哈希；不一致时退出码为 1。"""
    from core.progress import stage
    from graph_model import load as loading
    from store.ledger import Ledger

    settings = get_settings()
    with stage("核对图谱"):
        done = loading.verify(settings, Ledger(settings))
    _show(done.counts, done.run, done.state_hash, done.dropped, form)
    typer.echo("图谱与归一结果一致。", err=True)


@app.command()
def drop(yes: Annotated[bool, typer.Option("--yes", help="不再询问。")] = False) -> None:
    """清除图谱；数据湖与台账不受影响，可随时重建。"""
    import sys

    from core.errors import UsageError
    from graph_model import load as loading

    if not yes:
        if not sys.stdin.isatty():
            raise UsageError("清除图谱需要确认。", advice="请加 --yes。")
        typer.confirm("确定清除图谱？", abort=True)
    loading.drop(get_settings())
    typer.echo("图谱已清除。", err=True)


app.command("export")(export.export)
