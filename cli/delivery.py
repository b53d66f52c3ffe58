"""`chanye delivery`: what came, what it held, and taking one back."""

from datetime import datetime
from typing import Annotated, Any

import typer

from cli import owed, quality, score
from cli.acting import note_as_operator
from cli.output import Format, write_json, write_rows

app = typer.Typer(no_args_is_help=True, help="交付件：列出、查看、撤回；报送日历、质量和考核。")
app.command()(owed.calendar)
app.command()(owed.nil)
app.command()(owed.explain)
app.command()(owed.answer)
app.command("statements")(owed.list_statements)
app.command()(quality.quality)
app.command()(score.score)
app.add_typer(score.bulletin, name="bulletin")

COLUMNS = (
    ("id", "编号"),
    ("dataset", "数据集"),
    ("period", "期间"),
    ("supplier", "报送单位"),
    ("received_at", "收到"),
    ("status", "状态"),
    ("rows_good", "合格"),
    ("rows_rejected", "退回"),
    ("rows_ignored", "略过"),
    ("file_name", "文件"),
)
MORE = (
    "sha256",
    "committed_at",
    "mode",
    "supplements",
    "reject_file",
    "findings",
    "receipt",
    "withdrawn_at",
    "withdrawn_by",
    "withdrawn_reason",
)


def _row(delivery: Any, names: tuple[str, ...]) -> dict[str, Any]:  # noqa: ANN401  # a row of the ledger
    return {n: getattr(delivery, n) for n in names}


@app.command("list")
def list_deliveries(
    dataset: Annotated[str | None, typer.Option(help="只看一个数据集（键或名称）。")] = None,
    period: Annotated[str | None, typer.Option(help="只看一期。")] = None,
    supplier: Annotated[str | None, typer.Option(help="只看一个报送单位。")] = None,
    form: Annotated[Format, typer.Option("--format", help="输出格式。")] = Format.TABLE,
) -> None:
    """列出收到的交付件。"""
    from core.settings import get_settings
    from ingest.contract import load_catalogue
    from store import deliveries
    from store.ledger import Ledger

    key = load_catalogue().dataset(dataset).key if dataset else None
    with Ledger(get_settings()).session() as session:
        found = deliveries.deliveries(session, dataset=key, period=period, supplier=supplier)
        rows = [_row(d, tuple(n for n, _ in COLUMNS)) for d in found]
    write_rows(rows, COLUMNS, form)


@app.command()
def show(
    delivery: Annotated[str, typer.Argument(help="交付件编号。")],
    form: Annotated[Format, typer.Option("--format", help="输出格式。")] = Format.TABLE,
) -> None:
    """查看一个交付件：回执、发现的问题和它的数据文件。"""
    from core.settings import get_settings
    from store import deliveries
    from store.ledger import Ledger

    with Ledger(get_settings()).session() as session:
        row = _row(deliveries.find(session, delivery), (*(n for n, _ in COLUMNS), *MORE))
        names = ("period", "rows", "path", "sha256", "known_from", "known_to", "closed_by")
        files = [_row(f, names) for f in deliveries.files_of(session, delivery)]
    if form is Format.JSON:
        write_json(row | {"files": files})
        return
    captions = dict(COLUMNS)
    pairs = [{"name": captions.get(k, k), "value": v} for k, v in row.items()]
    write_rows(pairs, (("name", "项目"), ("value", "内容")), form)
    write_rows(files, tuple((n, n) for n in names), form)


@app.command()
def withdraw(
    delivery: Annotated[str, typer.Argument(help="交付件编号。")],
    reason: Annotated[str, typer.Option(help="撤回的原因。")],
    actor: Annotated[str, typer.Option(help="由谁撤回。")] = "local",
    at: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="撤回的时间，默认现在。"),
    ] = None,
) -> None:
    """撤回一个交付件；它替换过的内容重新生效，历史仍可查。"""
    from core.settings import get_settings
    from store import deliveries
    from store.ledger import Ledger

    with Ledger(get_settings()).session() as session:
        row = deliveries.withdraw(session, delivery, reason, actor, at or datetime.now())
    note_as_operator("delivery.withdraw", row.id, rows=row.rows_good, detail={"reason": reason})
    typer.echo(f"已撤回 {row.id}（{row.dataset}，{row.period}，{row.supplier}）。", err=True)
