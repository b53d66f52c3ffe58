"""What a terminal shows while files are taken in: progress with speed, then one line of counts."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from cli.acting import note_as_operator

if TYPE_CHECKING:
    from core.settings import Settings
    from ingest.gather import Options
    from ingest.receipt import Receipt
    from ingest.sources import Source, Unreadable
    from store.ledger import Ledger


def take_in(settings: "Settings", ledger: "Ledger", paths: list[Path], options: "Options") -> "list[Receipt]":
    """Take files in with progress on the terminal."""
    from ingest.delivery import deliver

    with DeliveryProgress(paths) as bar:
        return deliver(settings, ledger, paths, options, bar.advance)


def tell_receipts(receipts: "Sequence[Receipt]") -> None:
    """Say on stderr how many files came to what, and how many rows."""
    from ingest.receipt import CAPTIONS

    states = Counter(CAPTIONS[r.status] for r in receipts)
    rows = (
        sum(r.good for r in receipts),
        sum(r.rejected for r in receipts),
        sum(r.ignored.total() for r in receipts),
    )
    said = "、".join(f"{k} {v} 件" for k, v in sorted(states.items())) or "没有文件"
    typer.echo(f"{said}；合格 {rows[0]} 行，退回 {rows[1]} 行，略过 {rows[2]} 行。", err=True)


def note_receipts(receipts: "Sequence[Receipt]") -> None:
    """Write into the audit that files were taken in: how many, and how many rows were kept."""
    note_as_operator("ingest", f"{len(receipts)} 件", rows=sum(r.good for r in receipts))


class DeliveryProgress:
    """Bytes done of all, with rows per second and time left."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = paths
        self.rows = 0

    def __enter__(self) -> "DeliveryProgress":
        import time

        from core.progress import progress

        self.clock = time.perf_counter
        self.start = self.clock()
        files = [f for p in self.paths for f in (p.rglob("*") if p.is_dir() else [p]) if f.is_file()]
        self.context = progress("字节")
        self.bar = self.context.__enter__()
        self.task = self.bar.add_task("接收", total=sum(f.stat().st_size for f in files), speed="")
        return self

    def advance(self, source: "Source | Unreadable", receipts: "list[Receipt]") -> None:
        """Count one file."""
        self.rows += sum(r.rows for r in receipts)
        speed = f"{self.rows / max(self.clock() - self.start, 0.001):,.0f} 行/秒"
        self.bar.update(self.task, advance=getattr(source, "packed", 0), speed=speed)

    def __exit__(self, *error: Any) -> None:  # noqa: ANN401  # the protocol of context managers
        self.context.__exit__(*error)
