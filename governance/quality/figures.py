"""The figures of deliveries as they came: rows accepted, repeated, contradicting, filled and valid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.duck import connect
from core.errors import LakeError
from core.settings import Settings
from governance.quality.cells import Cells, count_cells
from ingest.contract import load_catalogue
from ingest.lines import Ignored
from store import deliveries
from store.ledger import Ledger
from store.tables import Delivery, LakeFile


@dataclass(frozen=True, slots=True)
class Figures:
    """One delivery as it first came: rows that a returned reject sheet brought later count as rejected."""

    delivery: str
    rows: int  # data rows: accepted, rejected, repeated
    accepted: int
    rejected: int
    repeated: int  # rows that repeat another exactly
    conflicting: int  # rows with one key and different content
    cells: Cells

    @property
    def share_accepted(self) -> float | None:
        """Accepted among accepted and rejected rows; None without rows."""
        total = self.accepted + self.rejected
        return self.accepted / total if total else None

    @property
    def share_unique(self) -> float | None:
        """Rows that neither repeat nor contradict another; None without rows."""
        wrong = min(self.rows, self.repeated + self.conflicting)
        return 1 - wrong / self.rows if self.rows else None


def figures(settings: Settings, ledger: Ledger, wanted: Iterable[str]) -> dict[str, Figures]:
    """Return the figures of deliveries by id; whatever became of them since, they are as they came."""
    ids = sorted(set(wanted))
    with ledger.session() as session:
        rows = [row for row in (session.get(Delivery, i) for i in ids) if row is not None]
        files = _files(session, ids)
        returned = {row.id: _returned(session, row) for row in rows}
    cells = _cells(settings, files)
    return {row.id: _of(row, returned[row.id], cells.get(row.id, Cells())) for row in rows}


def _files(session: Session, ids: Sequence[str]) -> list[LakeFile]:
    """Return the lake files of deliveries, each path once."""
    found: dict[str, LakeFile] = {}
    for start in range(0, len(ids), 500):
        query = select(LakeFile).where(LakeFile.delivery.in_(ids[start : start + 500])).order_by(LakeFile.id)
        for file in session.scalars(query):
            found.setdefault(file.path, file)
    return list(found.values())


def _returned(session: Session, row: Delivery) -> int:
    """Return how many of its rejected rows came back: the ledger counts them as good since."""
    return sum(s.rows_good for s in deliveries.supplements_of(session, row.id))


def _cells(settings: Settings, files: Sequence[LakeFile]) -> dict[str, Cells]:
    lost = [f.path for f in files if not Path(settings.lake / f.path).is_file()]
    if lost:
        raise LakeError(f"数据湖缺少文件 {lost[0]}", advice="请从备份恢复该文件。")
    by_set: dict[str, list[LakeFile]] = {}
    for file in files:
        by_set.setdefault(file.dataset, []).append(file)
    found: dict[str, Cells] = {}
    con = connect(settings)
    for dataset, own in sorted(by_set.items()):
        found |= count_cells(settings, con, load_catalogue().dataset(dataset), own)
    con.close()
    return found


def _of(row: Delivery, returned: int, cells: Cells) -> Figures:
    accepted, rejected = row.rows_good - returned, row.rows_rejected + returned
    repeated = int(row.receipt.get("ignored", {}).get(Ignored.DUPLICATE.value, 0))
    conflicting = sum(int(f.get("count", 0)) for f in row.findings if f.get("kind") == "conflict")
    return Figures(row.id, accepted + rejected + repeated, accepted, rejected, repeated, conflicting, cells)
