"""`chanye doctor`: what is installed, what answers, and what to do about what does not."""

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from cli.output import Format, write_rows
from core.settings import get_settings

COLUMNS = [("what", "项目"), ("state", "状态"), ("found", "情况"), ("advice", "怎么办")]


def doctor(form: Annotated[Format, typer.Option("--format", help="输出格式。")] = Format.TABLE) -> None:
    """体检：Python、Java、Neo4j、磁盘、内存、台账、归一与图谱；有问题时退出码为 1。"""
    from core.errors import ChanyeError
    from graph_model.checks import Check, all_checks
    from graph_model.load import last_load
    from resolution.tables import latest
    from store.ledger import Ledger

    settings = get_settings()
    checks = [Check("Python", "正常", sys.version.split()[0])]
    try:
        ledger = Ledger(settings)
        checks.append(Check("台账", "正常", ledger.engine.url.render_as_string(hide_password=True)))
        run = latest(settings, ledger).run
        shown = last_load(ledger)
        current = shown is not None and shown.run == run.id
        checks.append(Check("归一结果", "正常", f"{run.id}，{run.finished_at:%Y-%m-%d %H:%M}"))
        if not current:
            checks.append(Check("图谱版本", "提示", "图谱不是最新归一结果", "请运行 chanye graph load。"))
    except ChanyeError as error:
        checks.append(Check("归一结果", "提示", error.message, error.advice or ""))
    checks += all_checks(settings)
    write_rows([asdict(c) for c in checks], COLUMNS, form)
    if any(c.state == "问题" for c in checks):
        raise typer.Exit(1)
