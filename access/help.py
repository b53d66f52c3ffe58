"""Cases of help as somebody may see them: towns their own, departments their own, persons masked."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from access.fields import Classifier
from access.guard import Guard, sight_of
from access.masking import mask, mask_name, mask_numbers
from access.principal import Principal
from access.roles import Sight
from core.errors import ForbiddenError, NotFoundError
from core.settings import Settings
from governance.help.rules import department_named
from governance.help.standing import Shown, all_shown, select
from ingest.contract import DataClass
from store import cases
from store.cases import Step
from store.ledger import Ledger

ACTION: Final = "cases"
FREE: Final = ("text", "reason")
"""Sentences that people write: numbers and the contact's name in them are masked with the contact."""


def cases_for(
    settings: Settings,
    ledger: Ledger,
    principal: Principal,
    as_of: date,
    *,
    known_on: datetime | None = None,
    **wanted: Any,  # noqa: ANN401  # what governance.help.standing.select takes
) -> list[dict[str, Any]]:
    """Return the cases that a principal may see, masked and audited; a bound role gets its own alone."""
    guard = Guard(ledger)
    guard.allow(principal, ACTION, "case.list")
    found = [s for s in select(settings, ledger, as_of, known_on=known_on, **wanted) if is_own(principal, s)]
    guard.note(principal, "case.list", "case.list", rows=len(found))
    return [masked(s.plain(), sight_of(principal, owner(principal, s)), s.case.row.contact) for s in found]


def case_for(
    settings: Settings,
    ledger: Ledger,
    principal: Principal,
    number: str,
    as_of: date,
    *,
    known_on: datetime | None = None,
) -> dict[str, Any]:
    """Return one case with its steps, masked and audited; ForbiddenError where it is not one's own."""
    guard = Guard(ledger)
    with ledger.session() as session:
        wanted = cases.find(session, number).row.id
    guard.allow(principal, ACTION, f"case:{wanted}")
    found = all_shown(settings, ledger, as_of, known_on=known_on, wanted=lambda c: c.row.id == wanted)
    if not found:
        raise NotFoundError(f"{as_of} 还没有帮扶事项 {wanted}。")
    (one,) = found
    if not is_own(principal, one):
        guard.note(principal, f"{ACTION}.refused", f"case:{wanted}")
        raise ForbiddenError("这一事项不属于您的镇街或行业。")
    sees, contact = sight_of(principal, owner(principal, one)), one.case.row.contact
    said = masked(one.plain(), sees, contact)
    said["steps"] = [masked(_step(s), sees, contact) for s in one.case.steps]
    guard.note(principal, "case.show", f"case:{wanted}", rows=1)
    return said


def owner(principal: Principal, one: Shown) -> dict[str, str | None]:
    """Return the town, unit and industry that a case belongs to.

    A department is bound by its industry: a case is its own where it answers for the firm or for the case.
    """
    scope, own = department_named(principal.scope), {one.seat.department, one.case.unit}
    return {
        "town": one.seat.town,
        "unit": one.case.unit,
        "industry": principal.scope if scope in own else one.seat.department,
    }


def is_own(principal: Principal, one: Shown) -> bool:
    """Whether a role that is bound to a town, unit or industry may see a case at all; others may see all."""
    bound = principal.role.bound_to
    return bound is None or owner(principal, one).get(bound) == principal.scope


def masked(row: Mapping[str, Any], sees: Mapping[DataClass, Sight], contact: str) -> dict[str, Any]:
    """Return a row with contact and telephone in the class of persons, and what people wrote with them."""
    found: dict[str, Any] = mask(dict(row), sees, Classifier()).data
    if sees[DataClass.PERSONAL] is not Sight.FULL:
        for key in FREE:
            if isinstance(found.get(key), str):
                found[key] = _without(found[key], [contact] if contact else [])
    return found


def _without(text: str, names: Iterable[str]) -> str:
    for name in names:
        text = text.replace(name, mask_name(name))
    return mask_numbers(text)


def _step(row: Any) -> dict[str, Any]:  # noqa: ANN401  # a row of the ledger
    return {
        "step": cases.STEPS[Step(row.step)], "at": row.recorded_at, "unit": row.unit, "due": row.due,
        "reason": row.reason, "satisfaction": row.detail.get("satisfaction"),
        "moved_to": row.detail.get("firm"), "actor": row.actor,
    }  # fmt: skip
