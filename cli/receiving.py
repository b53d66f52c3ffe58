"""What a terminal shows while files are taken in: progress with speed, then one line of counts."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from cli.acting import note_as_operator
from cli.output import Format, write_rows

if TYPE_CHECKING:
    from core.settings import Settings
    from ingest.gather import Options
    from ingest.receipt import Receipt
    from ingest.sources import Source, Unreadable
    from store.ledger import Ledger


COLUMNS = (
    ("status_text", "结果"),
    ("file", "文件"),
    ("sheet", "工作表"),
    ("name", "数据集"),
    ("certainty", "把握"),
    ("period", "期间"),
    ("supplier", "报送单位"),
    ("good", "合格"),
    ("rejected", "退回"),
    ("ignored", "略过"),
    ("remark", "说明"),
    ("delivery", "编号"),
)


def take_in(settings: "Settings", ledger: "Ledger", paths: list[Path], options: "Options") -> "list[Receipt]":
    """Take files in with progress on the terminal."""
    from ingest.delivery import deliver

    with DeliveryProgress(paths) as bar:
        return deliver(settings, ledger, paths, options, bar.advance)


def write_receipts(receipts: "Sequence[Receipt]", form: Format) -> None:
    """Write a line for each receipt to stdout."""
    write_rows([_row(r, form) for r in receipts], _columns(form), form)


def _columns(form: Format) -> Sequence[tuple[str, str]]:
    return COLUMNS if form is Format.TABLE else (*COLUMNS, ("reject_file", "退回表"), ("replaces", "替换"))


def _row(receipt: "Receipt", form: Format) -> dict[str, Any]:
    from ingest.receipt import CAPTIONS

    plain = receipt.plain()
    if form is Format.JSON:
        return plain
    return plain | {
        "status_text": CAPTIONS[receipt.status],
        "sheet": "、".join(s for s in receipt.sheets[:3] if s) + ("…" if len(receipt.sheets) > 3 else ""),
        "certainty": f"{receipt.certainty:.0%}" if receipt.dataset else "",
        "remark": _remark(receipt),
        "replaces": " ".join(receipt.replaces),
    }


def _remark(receipt: "Receipt") -> str:
    if receipt.error:
        return f"{receipt.error}{receipt.advice}"
    said = [f.text for f in receipt.findings if f.kind != "missing_column"]
    if receipt.replaces:
        said.append(f"替换 {'、'.join(receipt.replaces)}")
    if receipt.difference:
        d = receipt.difference
        said.append(
            f"与现有相比：新增 {d['added']}、减少 {d['removed']}、改动 {d['changed']}、相同 {d['same']}"
        )
    if receipt.reject_file:
        said.append(f"退回表 {receipt.reject_file}")
    return "；".join(said)


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
