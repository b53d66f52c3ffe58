"""`chanye refresh`: ingest, resolve and load, only what changed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from core.settings import Settings

if TYPE_CHECKING:
    from ingest.receipt import Receipt
    from store.ledger import Ledger


def run_refresh(settings: Settings, ledger: "Ledger", paths: list[Path]) -> "list[Receipt]":
    """Take files in with progress on the terminal, say what came of them, then bring the graph up to date."""
    from cli.receiving import note_receipts, take_in, tell_receipts
    from ingest.gather import Options
    from pipeline.refresh import refresh

    receipts: list[Receipt] = []
    if paths:
        receipts = take_in(settings, ledger, paths, Options())
        tell_receipts(receipts)
        note_receipts(receipts)
    refresh(settings, ledger)
    return receipts


def refresh(
    paths: Annotated[list[Path] | None, typer.Argument(help="要接收的文件或文件夹；可不给。")] = None,
) -> None:
    """接收文件、归一、更新图谱；没有变化的步骤不重做。有文件或行被退回时退出码为 3。"""
    from core.settings import get_settings
    from store.ledger import Ledger

    settings = get_settings()
    receipts = run_refresh(settings, Ledger(settings), paths or [])
    if any(r.refused for r in receipts):
        raise typer.Exit(3)
