"""One delivery's quality put together: what is not known is left out, never made up."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.settings import Settings
from governance.quality import drift as drifting
from governance.quality.cells import told_fields
from governance.quality.contradictions import contradictions
from governance.quality.figures import Figures, figures
from governance.quality.resolved import Resolved, resolved
from governance.rulebook import Strict, read_rules, rule_file
from ingest import compare
from ingest.contract import DatasetSpec, load_catalogue
from store import deliveries
from store.ledger import Ledger
from store.tables import Delivery, DeliveryRepeat, LakeFile


class QualityRules(Strict):
    """See governance/rules/quality.yaml."""

    periods: int = 6
    drift: float = 3.0


@dataclass(frozen=True, slots=True)
class Quality:
    """One delivery's quality; None means that it is not known."""

    delivery: Delivery
    label: str
    figures: Figures
    fields: tuple[dict[str, Any], ...]
    findings: dict[str, int]
    again: int  # how often the same content came once more
    drift: tuple[drifting.Measure, ...]
    jumps: tuple[str, ...]
    resolved: Resolved | None
    replaces: tuple[str, ...]
    difference: dict[str, int] | None
    trend: tuple[dict[str, Any], ...]
    contradictions: tuple[dict[str, Any], ...] | None

    def plain(self) -> dict[str, Any]:
        """Return it for printing and for programs, without what is not known."""
        own, cells = self.figures, self.figures.cells
        said: dict[str, Any] = {
            "delivery": self.delivery.id,
            "dataset": self.delivery.dataset,
            "name": self.label,
            "period": self.delivery.period,
            "supplier": self.delivery.supplier,
            "received": self.delivery.received_at,
            "status": self.delivery.status,
            "rows": own.rows,
            "accepted": own.accepted,
            "rejected": own.rejected,
            "repeated_rows": own.repeated,
            "conflicting_rows": own.conflicting,
            "share_accepted": own.share_accepted,
            "share_unique": own.share_unique,
            "share_filled": cells.share_filled(),
            "share_valid": cells.share_valid(),
            "delivered_again": self.again,
            "findings": self.findings,
            "fields": list(self.fields),
            "drift": [asdict(m) | {"ratio": m.ratio} for m in self.drift],
            "jumps": list(self.jumps),
            "resolved": asdict(self.resolved) | {"share": self.resolved.share} if self.resolved else None,
            "replaces": list(self.replaces),
            "difference": self.difference,
            "trend": list(self.trend),
            "contradictions": None if self.contradictions is None else list(self.contradictions),
        }
        return {key: value for key, value in said.items() if value is not None}


def quality(settings: Settings, ledger: Ledger, delivery: str) -> Quality:
    """Return the quality of one delivery, as it came; NotFoundError where there is none."""
    rules = read_rules(rule_file(settings, "quality.yaml"), QualityRules)
    with ledger.session() as session:
        row = deliveries.find(session, delivery)
        spec = load_catalogue().dataset(row.dataset)
        again = len(
            session.scalars(select(DeliveryRepeat.id).where(DeliveryRepeat.delivery == delivery)).all()
        )
        moved = drifting.drift(settings, session, row, count=rules.periods, factor=rules.drift)
        jumped = drifting.unit_jumps(session, row)
        replaced = tuple(row.receipt.get("replaces", []))
        new, old = deliveries.files_of(session, delivery), _replaced(session, row, replaced)
        contradicts = contradictions(settings, session, delivery)
        before = deliveries.deliveries(session, dataset=row.dataset, supplier=row.supplier)
    upto = [d for d in before if (d.received_at, d.committed_at, d.id) <= _order(row)][-rules.periods :]
    known = figures(settings, ledger, [d.id for d in upto])
    own = known[delivery]
    return Quality(
        row,
        spec.label,
        own,
        tuple(_fields(spec, own)),
        {f["kind"]: int(f.get("count", 1)) for f in row.findings},
        again,
        tuple(moved),
        tuple(jumped),
        resolved(settings, ledger, spec, delivery),
        replaced,
        _difference(settings, spec, new, old) if replaced else None,
        tuple(_trend(d, known[d.id]) for d in upto),
        contradicts,
    )


def _order(row: Delivery) -> tuple[Any, ...]:
    return row.received_at, row.committed_at, row.id


def _replaced(session: Session, row: Delivery, replaced: tuple[str, ...]) -> list[LakeFile]:
    """Return the files of the versions that a delivery replaced, of the periods that it brought itself."""
    own = {f.period for f in deliveries.files_of(session, row.id)}
    found = {f.path: f for old in replaced for f in deliveries.files_of(session, old) if f.period in own}
    return list(found.values())


def _difference(
    settings: Settings,
    spec: DatasetSpec,
    new: Iterable[LakeFile],
    old: list[LakeFile],
) -> dict[str, int]:
    paths = sorted({f.path for f in new})
    held = [pq.read_table(settings.lake / p) for p in paths]
    return compare.difference(settings, spec, pa.concat_tables(held), old) if held else {}


def _fields(spec: DatasetSpec, own: Figures) -> list[dict[str, Any]]:
    cells = own.cells
    if not cells.rows:
        return []
    return [
        {
            "field": f.key,
            "name": f.label,
            "required": f.required,
            "filled": cells.filled.get(f.key, 0) / cells.rows,
            **({"wrong": cells.wrong[f.key]} if f.key in cells.wrong else {}),
        }
        for f in told_fields(spec)
    ]


def _trend(row: Delivery, own: Figures) -> dict[str, Any]:
    return {
        "delivery": row.id,
        "period": row.period,
        "received": row.received_at,
        "rows": own.rows,
        "share_accepted": own.share_accepted,
        "share_filled": own.cells.share_filled(),
        "share_valid": own.cells.share_valid(),
    }
