"""`chanye refresh`: ingest, resolve and load, only what changed."""

from pathlib import Path
from typing import Annotated

import typer


def refresh(
    paths: Annotated[list[Path] | None, typer.Argument(help="要接收的文件或文件夹；可不给。")] = None,
) -> None:
    """接收文件、归一、更新图谱；没有变化的步骤不重做。有文件或行被退回时退出码为 3。"""
    from core.settings import get_settings
    from pipeline.refresh import refresh as run
    from store.ledger import Ledger

    settings = get_settings()
    done = run(settings, Ledger(settings), paths or [])
    typer.echo(f"接收 {len(done.receipts)} 份交付。", err=True)
