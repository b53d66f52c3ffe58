"""A correction ticket as somebody may see it: each cell in the data class of its field, through the guard."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from access.dataset import dataset_classes
from access.fields import Classifier, FieldClass
from access.guard import Guard, sight_of
from access.masking import mask, mask_numbers
from access.principal import Principal
from access.roles import Sight
from core.settings import Settings
from governance.tickets.rules import load_rules
from governance.tickets.standing import shown
from governance.units.supplier import find_supplier
from ingest.contract import DataClass
from store import tickets
from store.ledger import Ledger
from store.tickets import Case, Step

HIDDEN: Final = "（含个人信息，不显示）"


def ticket_for(
    settings: Settings, ledger: Ledger, principal: Principal, number: str, as_of: date
) -> dict[str, Any]:
    """Return one ticket with its rows (`found`) and steps, masked for this principal and audited.

    A cell is kept as strictly as its field; where it may not be seen whole, neither may the sentences that
    quote it: reason, subject and what was answered.
    """
    with ledger.session() as session:
        case = tickets.find(session, number)
    guard = Guard(ledger)
    guard.allow(principal, "deliveries", f"ticket:{case.ticket.id}")
    said = shown(settings, load_rules(settings), case, as_of).plain()
    classes, sees = dataset_classes(case.ticket.dataset), _sight(principal, case)
    rows = [row_for(row, sees, classes) for row in case.rows]
    quotes = all(seen for _, seen in rows)
    said["found"] = [row for row, _ in rows]
    said["subject"] = _quote(said["subject"], quotes, sees)
    said["steps"] = [_step(s, quotes, sees) for s in case.steps]
    guard.note(principal, "ticket.show", f"ticket:{case.ticket.id}", rows=len(rows))
    return said


def _sight(principal: Principal, case: Case) -> Mapping[DataClass, Sight]:
    supplier = find_supplier(case.ticket.supplier)
    owner = {"unit": supplier.unit, "town": supplier.name if supplier.town else None}
    return sight_of(principal, owner)


def row_for(
    row: Mapping[str, Any], sees: Mapping[DataClass, Sight], classes: Mapping[str, FieldClass]
) -> tuple[dict[str, Any], bool]:
    """Return a row as it may be seen, and whether its cells were seen whole."""
    field, classifier, cells, whole = row["field"], Classifier(classes), dict[str, Any](), True
    for name in ("value", "expected"):
        found = mask({field: row[name]}, sees, classifier)
        cells[name] = found.data[field]
        whole = whole and not (found.masked or found.withheld)
    return dict(row) | cells | {"why": _quote(row["why"], whole, sees)}, whole


def _quote(text: str, whole: bool, sees: Mapping[DataClass, Sight]) -> str:
    if not whole:
        return HIDDEN
    return text if sees[DataClass.PERSONAL] is Sight.FULL else mask_numbers(text)


def _step(row: Any, whole: bool, sees: Mapping[DataClass, Sight]) -> dict[str, Any]:  # noqa: ANN401  # ledger row
    answers = row.detail.get("answers", [])
    return {
        "step": tickets.STEPS[Step(row.step)], "at": row.recorded_at, "delivery": row.delivery,
        "actor": row.actor, "reason": _quote(row.reason, whole, sees),
        "answers": [{k: v if k == "line" else _quote(v, whole, sees) for k, v in a.items()} for a in answers],
    }  # fmt: skip
