"""Refresh: deliveries → resolution → graph, doing only what has changed since the last time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.progress import console
from core.settings import Settings
from graph_model.load import last_load, load
from ingest.delivery import deliver
from ingest.gather import Options
from ingest.lake import snapshot
from ingest.receipt import Receipt
from resolution.run import resolve
from store import resolutions
from store.ledger import Ledger


@dataclass(frozen=True)
class Refreshed:
    """What a refresh did: the receipts of what it took in, and which later steps had to run."""

    receipts: Sequence[Receipt] = field(default_factory=tuple)
    resolved: bool = False
    loaded: bool = False


def is_resolved(settings: Settings, ledger: Ledger) -> bool:
    """Tell whether the newest run was made from the lake as it is now."""
    with ledger.session() as session:
        newest = resolutions.latest(session)
    return newest is not None and newest.snapshot == snapshot(settings, ledger).hash


def is_loaded(ledger: Ledger) -> bool:
    """Tell whether the newest load of the graph shows the newest run."""
    with ledger.session() as session:
        newest = resolutions.latest(session)
    shown = last_load(ledger)
    return newest is not None and shown is not None and newest.id == shown.run


def refresh(
    settings: Settings, ledger: Ledger, paths: Sequence[Path] = (), options: Options | None = None
) -> Refreshed:
    """Take in `paths`, then resolve and load what that changed; a second call with nothing new does nothing.

    Files that were refused do not stop the rest: they stand in the receipts.
    """
    receipts = deliver(settings, ledger, paths, options or Options()) if paths else []
    resolved = not is_resolved(settings, ledger)
    if resolved:
        resolve(settings, ledger)
    else:
        console.print("▸ 数据没有变化，沿用上次的归一结果", highlight=False)
    loaded = not is_loaded(ledger)
    if loaded:
        load(settings, ledger)
    else:
        console.print("▸ 图谱已是最新", highlight=False)
    return Refreshed(receipts, resolved, loaded)
