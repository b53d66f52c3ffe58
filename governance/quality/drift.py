"""A delivery beside the periods before it: counts and sums that moved, figures that jump by ten thousand."""

from dataclasses import dataclass
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.duck import connect
from core.settings import Settings
from ingest import periods
from ingest.compare import MEASURES, jumps
from ingest.contract import DatasetSpec, FieldType, load_catalogue
from store import deliveries
from store.tables import Delivery, LakeFile


@dataclass(frozen=True, slots=True)
class Measure:
    """One count or sum of a period beside the median of the same in the periods before."""

    name: str
    value: float
    usual: float
    drifted: bool

    @property
    def ratio(self) -> float | None:
        """How many times the usual it is; None where that is nothing."""
        return self.value / self.usual if self.usual else None


def earlier_files(session: Session, row: Delivery, count: int) -> list[list[LakeFile]]:
    """Return the files in force when a delivery came, of the last `count` periods before its own."""
    query = select(LakeFile).where(
        LakeFile.dataset == row.dataset,
        LakeFile.supplier == row.supplier,
        LakeFile.known_from <= row.received_at,
    )
    by_period: dict[str, list[LakeFile]] = {}
    for file in session.scalars(query.order_by(LakeFile.id)):
        alive = file.known_to is None or file.known_to > row.received_at
        if alive and file.delivery != row.id and periods.end(file.period) <= periods.start(row.period):
            by_period.setdefault(file.period, []).append(file)
    last = sorted(by_period, key=lambda p: (periods.end(p), p))[-count:]
    return [by_period[p] for p in last]


def drift(settings: Settings, session: Session, row: Delivery, *, count: int, factor: float) -> list[Measure]:
    """Return rows and sums of a delivery of one period beside earlier periods; nothing without any."""
    if not periods.PERIOD.fullmatch(row.period):
        return []
    before = earlier_files(session, row, count)
    own = [f for f in deliveries.files_of(session, row.id) if f.period == row.period]
    if not before or not own:
        return []
    spec = load_catalogue().dataset(row.dataset)
    now, past = _sums(settings, spec, own), [_sums(settings, spec, files) for files in before]
    labels = {"": "行数"} | {f.key: f.label for f in spec.fields}
    found = []
    for key, value in now.items():
        usual = median(p.get(key, 0.0) for p in past)
        found.append(Measure(labels[key], value, usual, _drifted(value, usual, factor)))
    return found


def _drifted(value: float, usual: float, factor: float) -> bool:
    low, high = sorted((abs(value), abs(usual)))
    return high > 0 and (low * factor < high or value * usual < 0)


def _sums(settings: Settings, spec: DatasetSpec, files: list[LakeFile]) -> dict[str, float]:
    """Return the number of rows (under no name) and the sum of every measured field."""
    found = {"": float(sum(f.rows for f in files))}
    paths = sorted({str(settings.lake / f.path) for f in files if f.rows})
    columns = [f.key for f in spec.fields if f.type in MEASURES or f.type is FieldType.INTEGER]
    if paths and columns:
        con = connect(settings)
        con.read_parquet(paths, union_by_name=True).create_view("measured")
        names = ", ".join(f'coalesce(sum("{c}"), 0)::DOUBLE' for c in columns)
        found |= dict(zip(columns, con.execute(f"SELECT {names} FROM measured").fetchall()[0], strict=True))
        con.close()
    return found


def unit_jumps(session: Session, row: Delivery) -> list[str]:
    """Return what jumped by about 10⁴ against deliveries that came before (元 taken for 万元)."""
    spec = load_catalogue().dataset(row.dataset)
    before = [
        d.receipt.get("medians", {})
        for d in deliveries.deliveries(session, dataset=row.dataset, supplier=row.supplier)
        if d.received_at < row.received_at and d.id != row.id
    ]
    return [f.text for f in jumps(spec, row.receipt.get("medians", {}), before)]
