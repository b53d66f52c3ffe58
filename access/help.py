"""Cases of help as somebody may see them: towns their own, departments their own, persons masked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from access.fields import Classifier
from access.guard import Guard, sight_of
from access.masking import mask, mask_name, mask_numbers, mask_phone
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
NAMES: Final = re.compile(r"[\u3400-\u9fff·]{2,}")
SEPARATE: Final = re.compile(r"[、，,；;/或转]")
"""What stands between two numbers, or before an extension."""
AREA: Final = re.compile(r"0\d{2,3}(?=\d{7,8}$)")
GROUPED: Final = r"[\s\-－—()（）]*"


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
    return [masked(s.plain(), sight_of(principal, owner(principal, s)), _persons(s)) for s in found]


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
    guard.allow(
        principal, ACTION, f"case:{number}"
    )  # before looking: whether a case is there is told to nobody else
    with ledger.session() as session:
        wanted = cases.find(session, number).row.id
    found = all_shown(settings, ledger, as_of, known_on=known_on, wanted=lambda c: c.row.id == wanted)
    if not found:
        raise NotFoundError(f"{as_of} 还没有帮扶事项 {wanted}。")
    (one,) = found
    if not is_own(principal, one):
        guard.note(principal, f"{ACTION}.refused", f"case:{wanted}")
        raise ForbiddenError("这一事项不属于您的镇街或行业。")
    sees, persons = sight_of(principal, owner(principal, one)), _persons(one)
    said = masked(one.plain(), sees, persons)
    said["steps"] = [masked(_step(s), sees, persons) for s in one.case.steps]
    guard.note(principal, "case.show", f"case:{wanted}", rows=1)
    return said


def owner(principal: Principal, one: Shown) -> dict[str, str | None]:
    """Return the town, unit and industry that a case belongs to.

    A department is bound by its industry: a case is its own where it answers for the firm or for the case.
    So is a town: what it was given to answer is its own, wherever the firm lies.
    """
    scope, own = department_named(principal.scope), {one.seat.department, one.case.unit}
    return {
        "town": principal.scope if principal.scope == one.case.unit else one.seat.town,
        "unit": one.case.unit,
        "industry": principal.scope if scope in own else one.seat.department,
    }


def is_own(principal: Principal, one: Shown) -> bool:
    """Whether a role that is bound to a town, unit or industry may see a case at all; others may see all."""
    bound = principal.role.bound_to
    if bound is None:
        return True
    return bool(principal.scope) and owner(principal, one).get(bound) == principal.scope


@dataclass(frozen=True, slots=True)
class Persons:
    """Whom to ask at the firm, as it was written, perhaps several: what free text must not repeat."""

    names: tuple[str, ...]
    phones: tuple[str, ...]


def _persons(one: Shown) -> Persons:
    own = one.case.row
    return Persons(
        tuple(sorted({own.contact, *NAMES.findall(own.contact)} - {""}, key=lambda n: (-len(n), n))),
        tuple(sorted({re.sub(r"\D", "", p) for p in SEPARATE.split(own.phone)} - {""})),
    )


def masked(row: Mapping[str, Any], sees: Mapping[DataClass, Sight], persons: Persons) -> dict[str, Any]:
    """Return a row with contact and telephone in the class of persons, and what people wrote with them."""
    found: dict[str, Any] = mask(dict(row), sees, Classifier()).data
    if sees[DataClass.PERSONAL] is not Sight.FULL:
        for key in FREE:
            if isinstance(found.get(key), str):
                found[key] = _without(found[key], persons)
    return found


def _without(text: str, persons: Persons) -> str:
    for name in persons.names:
        text = text.replace(name, mask_name(name))
    for digits in persons.phones:  # however it is grouped: 0595-85671234, 0595 8567 1234
        text = re.sub(GROUPED.join(digits), mask_phone(digits), text)
        if (place := AREA.match(digits)) is not None:
            own = digits[place.end() :]
            text = re.sub(GROUPED.join(own), mask_phone(own), text)
    return mask_numbers(text)


def _step(row: Any) -> dict[str, Any]:  # noqa: ANN401  # a row of the ledger
    return {
        "step": cases.STEPS[Step(row.step)], "at": row.recorded_at, "unit": row.unit, "due": row.due,
        "reason": row.reason, "satisfaction": row.detail.get("satisfaction"),
        "moved_to": row.detail.get("firm"), "actor": row.actor,
    }  # fmt: skip
