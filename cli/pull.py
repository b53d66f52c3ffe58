"""`chanye pull`: what units push into a database or offer at an address, taken in like their files."""

from pathlib import Path
from typing import Annotated

import typer

from cli.output import Format
from cli.receiving import note_receipts, tell_receipts, write_receipts


def pull(
    names: Annotated[list[str] | None, typer.Argument(help="来源的名称；不写则全部。")] = None,
    sources: Annotated[Path | None, typer.Option(help="来源文件；默认数据目录下的 sources.yaml。")] = None,
    period: Annotated[str | None, typer.Option(help="期间：2023-04、2023-Q1、2023。")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看结果和差异，不写入。")] = False,
    form: Annotated[Format, typer.Option("--format", help="输出格式。")] = Format.TABLE,
) -> None:
    """从数据底座取数：按来源文件读数据库视图或网址，和文件报送同样检查、入湖、给回执。"""
    from core.progress import stage
    from core.settings import get_settings
    from governance.channels.pulling import chosen
    from governance.channels.pulling import pull as pull_one
    from governance.channels.sources import read_sources
    from ingest.contract import load_catalogue
    from ingest.gather import Options
    from ingest.periods import parse
    from store.ledger import Ledger

    settings = get_settings()
    asked = parse(period) if period else None
    found = chosen(read_sources(settings, load_catalogue(), sources), names or [])
    ledger, receipts = Ledger(settings), []
    try:
        for name, source in found.items():
            with stage(f"取 {name}"):
                receipts += pull_one(settings, ledger, name, source, Options(period=asked, dry_run=dry_run))
    finally:  # what was taken in is told and audited whatever happens to the rest
        write_receipts(receipts, form)
        tell_receipts(receipts)
        if not dry_run:
            note_receipts(receipts)
    if any(r.refused for r in receipts):
        raise typer.Exit(3)
