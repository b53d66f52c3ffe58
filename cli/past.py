"""`chanye past`: the past states that `--known-on` asks: made ahead, listed, kept running, deleted."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.acting import note_as_operator
from cli.interrupt import stoppable
from cli.moments import MOMENTS, known
from cli.output import Format, write_rows
from core.settings import get_settings

if TYPE_CHECKING:
    from pipeline.past import State

app = typer.Typer(
    no_args_is_help=True, help="以前的时点：--known-on 要用的图谱，预先重建、列出、常开、删除。"
)
COLUMNS = (
    ("key", "编号"),
    ("known_on", "为哪个时点建"),
    ("newest", "最新交付件收到于"),
    ("deliveries", "交付件"),
    ("rows", "行"),
    ("judgements", "裁定"),
    ("model", "模型"),
    ("megabytes", "磁盘（MB）"),
    ("seconds", "重建用时（秒）"),
    ("state", "状态"),
)
When = Annotated[datetime, typer.Argument(formats=MOMENTS, help="时点；只写日期为当天结束。")]
Key = Annotated[str | None, typer.Argument(help="编号（可只写开头），见 chanye past list。")]
All = Annotated[bool, typer.Option("--all", help="全部。")]


@app.command("list")
def list_states(form: Annotated[Format, typer.Option("--format", help="输出格式。")] = Format.TABLE) -> None:
    """列出已建的时点、所占磁盘、是否在运行；程序或规则更新以后，旧的不再使用，下次重建时自动删除。"""
    from dataclasses import asdict

    from graph_model import server
    from pipeline import past

    settings, rules = get_settings(), past.rules_of_today()
    rows = []
    for state in past.states(settings):
        running = server.running(past.settings_of(settings, state.key)) is not None
        told = "规则已变，不再使用" if state.rules != rules else "可用"
        told = "在运行" if told == "可用" and running else f"{told}，在运行" if running else told
        size = past.size(settings, state.key) / 1e6
        rows.append(asdict(state) | {"megabytes": round(size), "state": told})
    write_rows(rows, COLUMNS, form)
    for key in past.unfinished(settings):
        size = past.size(settings, key) / 1e6
        typer.echo(
            f"{key} 正在建，或没有建完（{size:,.0f} MB）；没有建完的用 chanye past drop --all 删除。",
            err=True,
        )


@app.command()
def build(
    moment: When,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只说要多久、占多少磁盘，不建。")] = False,
    run: Annotated[
        bool, typer.Option("--run", help="建好后图库常开，接着问的不必再等它启动；用 chanye past stop 停。")
    ] = False,
) -> None:
    """预先重建一个时点所知的图谱；问的时候没有也会自动建。"""
    from pipeline import asking, past
    from store.ledger import Ledger

    settings, at, now = get_settings(), known(moment) or moment, datetime.now()
    ledger = Ledger(settings)
    planned = past.plan(settings, ledger, at, now)
    told = f"{at:%Y-%m-%d %H:%M} 所知的有 {planned.rows:,} 行"
    if planned.current:
        typer.echo(f"{told}：此后没有变化，就是现在的图谱，不必重建。", err=True)
        return
    if dry_run:
        cost = f"要重建：约 {planned.seconds / 60:.0f} 分钟、{planned.megabytes:,.0f} MB 磁盘"
        typer.echo(f"{told}，{'已建好' if planned.ready else cost}（编号 {planned.key}）。", err=True)
        return
    with stoppable():
        asking.make(settings, ledger, at, now=now, run=run)
    note_as_operator("past.build", planned.key, detail={"known_on": f"{at}"})
    typer.echo(f"{told}，已建好（编号 {planned.key}）{'，图库常开' if run else ''}。", err=True)


@app.command()
def stop(key: Key = None, every: All = False) -> None:
    """停下常开的图库；数据留着。"""
    from pipeline import asking, past

    settings = get_settings()
    for state in list(past.states(settings)) if every else [_one(key)]:
        asking.stop(settings, state)
        typer.echo(f"已停下 {state.key}（{state.known_on}）。", err=True)


@app.command()
def drop(key: Key = None, every: All = False) -> None:
    """删除时点，腾出磁盘；数据湖与台账不受影响，随时可以重建。"""
    from pipeline import asking, past

    settings = get_settings()
    for state in list(past.states(settings)) if every else [_one(key)]:
        asking.drop(settings, state)
        note_as_operator("past.drop", state.key)
        typer.echo(f"已删除 {state.key}（{state.known_on}）。", err=True)
    for left in asking.drop_useless(settings) if every else []:
        note_as_operator("past.drop", left)
        typer.echo(f"已删除没有建完的 {left}。", err=True)


def _one(key: str | None) -> "State":
    from pipeline import asking

    return asking.find(get_settings(), key or "")
