"""`chanye watch`: a folder into which units drop their files, taken in as they come."""

from pathlib import Path
from typing import Annotated

import typer

from cli.output import Format
from cli.receiving import note_receipts, tell_receipts, write_receipts


def watch(
    folder: Annotated[Path, typer.Argument(help="各单位放文件的文件夹。")],
    every: Annotated[float, typer.Option(min=0.2, help="每隔多少秒看一次；两次看到一样才算传完。")] = 10.0,
    form: Annotated[Format, typer.Option("--format", help="输出格式。")] = Format.TABLE,
) -> None:
    """守着一个文件夹：放进来的文件传完即接收，回执和退回表放在其中的“回执”里；Ctrl-C 停下。"""
    import time

    from core.settings import get_settings
    from governance.channels.folder import ANSWERS, Inbox
    from ingest.gather import Options
    from store.ledger import Ledger

    settings = get_settings()
    ledger, inbox = Ledger(settings), Inbox(folder)
    typer.echo(f"正在看 {folder}，每 {every:g} 秒一次；回执在其中的“{ANSWERS}”里。Ctrl-C 停下。", err=True)
    try:
        while True:
            receipts = inbox.take(settings, ledger, Options())
            if receipts:
                write_receipts(receipts, form)
                tell_receipts(receipts)
                note_receipts(receipts)
            time.sleep(every)
    except KeyboardInterrupt:
        typer.echo("已停下。", err=True)
