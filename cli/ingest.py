"""`chanye ingest`: supplied files to the lake, with a receipt for each delivery."""

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.output import Format
from cli.receiving import note_receipts, take_in, tell_receipts, write_receipts


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="文件、文件夹或压缩包。")],
    dataset: Annotated[str | None, typer.Option(help="数据集（键或名称）；不写则按表头和名称识别。")] = None,
    period: Annotated[
        str | None, typer.Option(help="期间：2023-04、2023-Q1、2023，或 2020-01..2023-04。")
    ] = None,
    supplier: Annotated[str | None, typer.Option(help="报送的镇（街道）。")] = None,
    received_at: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="收到的时间，默认现在。"),
    ] = None,
    register: Annotated[
        Path | None, typer.Option(help="收文登记（CSV：文件,收到时间）：每个文件各自的收到时间。")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看结果和差异，不写入。")] = False,
    append: Annotated[bool, typer.Option("--append", help="同一期的另一部分：不替换已有的。")] = False,
    again: Annotated[bool, typer.Option("--again", help="重新接收撤回过的内容。")] = False,
    form: Annotated[Format, typer.Option("--format", help="输出格式。")] = Format.TABLE,
) -> None:
    """接收各单位报送的文件：识别、检查、入湖，退回有问题的行。"""
    from core.settings import get_settings
    from ingest.gather import Options
    from ingest.register import read_register
    from store.ledger import Ledger

    settings = get_settings()
    came = read_register(register) if register else {}
    asking = _ask if sys.stdin.isatty() else None
    options = Options(dataset, period, supplier, received_at, dry_run, append, again, asking, came)
    receipts = take_in(settings, Ledger(settings), paths, options)
    write_receipts(receipts, form)
    tell_receipts(receipts)
    if not dry_run:
        note_receipts(receipts)
    if any(r.refused for r in receipts):
        raise typer.Exit(3)


def _ask(question: str, choices: Sequence[tuple[str, str]]) -> str | None:
    """Ask at the terminal; an empty answer is none."""
    typer.echo(question, err=True)
    for number, (_, caption) in enumerate(choices, 1):
        typer.echo(f"  {number}. {caption}", err=True)
    answer = str(typer.prompt("请回答（直接回车为不答）", default="", show_default=False, err=True)).strip()
    if choices and answer.isdigit() and 0 < int(answer) <= len(choices):
        return choices[int(answer) - 1][0]
    return None if choices else answer or None
