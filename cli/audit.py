"""`chanye audit`: who did what, and whether the record of it still stands."""

from typing import Annotated

import typer

from cli.output import Format, write_json, write_rows

app = typer.Typer(no_args_is_help=True, help="审计：查看操作记录，核验记录未被改动。")
Form = Annotated[Format, typer.Option("--format", help="输出格式")]


@app.command("list")
def list_entries(
    actor: Annotated[str | None, typer.Option(help="只看某人")] = None,
    limit: Annotated[int, typer.Option(min=1, help="最多几条，从新到旧")] = 50,
    form: Form = Format.TABLE,
) -> None:
    """列出最近的操作记录。"""
    from access.guard import Guard
    from access.principal import local_operator
    from core.settings import get_settings
    from store.audit import entries
    from store.ledger import Ledger

    ledger = Ledger(get_settings())
    with ledger.session() as session:
        rows = [
            {"id": e.id, "at": e.at, "actor": e.actor, "action": e.action, "object": e.object, "rows": e.rows}
            for e in entries(session, actor=actor, limit=limit)
        ]
    Guard(ledger).note(local_operator(), "audit", actor or "*", rows=len(rows))
    columns = [("id", "序号"), ("at", "时间（UTC）"), ("actor", "操作者"), ("action", "操作")]
    write_rows(rows, [*columns, ("object", "对象"), ("rows", "条数")], form)


@app.command("verify")
def verify_chain(
    head: Annotated[str | None, typer.Option(help="以前记下的末条哈希：可发现末尾被删")] = None,
    form: Form = Format.TABLE,
) -> None:
    """核验整条审计链；有改动则退出码为 1。请把打印的末条哈希另行保存。"""
    from core.settings import get_settings
    from store.audit import verify
    from store.ledger import Ledger

    with Ledger(get_settings()).session() as session:
        verdict = verify(session, noted_head=head)
    if form is Format.JSON:
        write_json(
            {
                "sound": verdict.sound,
                "entries": verdict.entries,
                "head": verdict.head,
                "broken_at": verdict.broken_at,
                "reason": verdict.reason or None,
            }
        )
    else:
        typer.echo(f"{verdict.entries} 条，末条哈希 {verdict.head}")
    if not verdict.sound:
        where = f"第 {verdict.broken_at} 条：" if verdict.broken_at is not None else ""
        typer.echo(f"审计链不完整：{where}{verdict.reason}。", err=True)
        raise typer.Exit(1)
    typer.echo("审计链完整。", err=True)
