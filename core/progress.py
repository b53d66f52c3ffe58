"""Progress on stderr with speed and time left, silent where no terminal listens."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

console = Console(stderr=True)


@contextmanager
def progress(unit: str = "") -> Iterator[Progress]:
    """Yield a rich progress on stderr; `unit` names what is counted (行, MB, 步)."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        TextColumn("{task.fields[speed]}"),
        TimeElapsedColumn(),
        TextColumn("剩余"),
        TimeRemainingColumn(),
    )
    bar = Progress(*columns, console=console, disable=not sys.stderr.isatty(), transient=True)
    with bar:
        yield bar


@contextmanager
def stage(title: str) -> Iterator[None]:
    """Say on stderr that a stage begins, and how long it took once it ends."""
    start = time.perf_counter()
    console.print(f"▸ {title} …", highlight=False)
    yield
    console.print(f"  {title}：{time.perf_counter() - start:.1f} 秒", highlight=False)
