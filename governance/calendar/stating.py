"""Stating a nil return or an explanation: held against what is owed, then appended to the ledger."""

from datetime import datetime

from sqlalchemy.orm import Session

from core.errors import NotFoundError, UsageError
from core.settings import Settings
from governance.calendar.obligations import FIRST, Obligation, obligations
from governance.units.supplier import find_supplier, find_unit
from ingest.contract import load_catalogue
from store import statements
from store.tables import Statement


def owed(settings: Settings, dataset: str, supplier: str | None, period: str, at: datetime) -> Obligation:
    """Return the obligation that people mean; NotFoundError where nobody owes it, or not yet."""
    spec = load_catalogue().dataset(dataset)
    unit = load_catalogue().unit_of(spec.key)
    name = find_supplier(supplier or unit.name).name
    wanted = FIRST if period in (FIRST, "首次采集", "首次") else period
    for obligation in obligations(settings, at.date()):
        if (obligation.dataset, obligation.supplier, obligation.period) == (spec.key, name, wanted):
            return obligation
    who = find_unit(unit.key)
    if name not in (who.suppliers or (who.name,)):
        raise UsageError(f"“{spec.label}”由{who.name}报送，不是{name}。")
    raise NotFoundError(
        f"{name}没有“{spec.label}”{period} 这一项应报事项（或尚未开始）。",
        advice=f"用 chanye delivery calendar --unit {name} 查看。",
    )


def state(
    settings: Settings,
    session: Session,
    kind: str,
    dataset: str,
    supplier: str | None,
    period: str,
    *,
    reason: str,
    actor: str,
    at: datetime,
    verdict: str | None = None,
) -> tuple[Obligation, Statement]:
    """Append a nil return or an explanation, with the office's answer where it is given at once."""
    obligation = owed(settings, dataset, supplier, period, at)
    same = [
        s
        for s in statements.in_force(session, kind)
        if (s.dataset, s.supplier, s.period) == (obligation.dataset, obligation.supplier, obligation.period)
    ]
    if same:
        raise UsageError(f"这一项已有{statements.KINDS[kind]}（第 {same[0].id} 号），没有作任何改动。")
    row = statements.state(
        session,
        kind,
        obligation.dataset,
        obligation.supplier,
        obligation.period,
        reason=reason,
        actor=actor,
        at=at,
    )
    if verdict is not None:
        statements.answer(session, row.id, verdict, reason=reason, actor=actor, at=at)
    return obligation, row
