"""The guard: every reading passes here, is allowed or refused, masked, and written into the audit."""

from collections.abc import Mapping
from typing import Any

from access.fields import Classifier, FieldClass
from access.masking import Masked, mask
from access.principal import Principal
from access.roles import Sight, load_roles
from core.errors import ForbiddenError, UsageError
from ingest.contract import DataClass
from store.audit import append
from store.ledger import Ledger


class Guard:
    """Stands before everything that shows or exports data, whether a page, the API or a command asks."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def allow(self, principal: Principal, action: str, object: str = "") -> None:
        """Raise ForbiddenError, audited, unless the role may do this; call it before asking for the data."""
        actions = load_roles().actions
        if action not in actions:
            raise UsageError(f"权限表里没有动作“{action}”。")
        if not principal.may(action):
            self.note(principal, f"{action}.refused", object)
            raise ForbiddenError(f"“{principal.role.caption}”没有“{actions[action]}”的权限。")

    def read(
        self,
        principal: Principal,
        action: str,
        object: str,
        data: Any,  # noqa: ANN401  # whatever a query returns
        classes: Mapping[str, DataClass | FieldClass] | None = None,
        *,
        owner: Mapping[str, str | None] | None = None,
    ) -> Masked:
        """Return data as this principal may see it, after one audit entry that says who saw what.

        `classes` declares classes of properties that fields.yaml does not know (a data set's own fields);
        `owner` names the town, unit and industry the data belongs to, for roles that are bound to one.
        """
        self.allow(principal, action, object)
        shown = mask(data, sight_of(principal, owner or {}), Classifier(classes))
        rows = len(data) if isinstance(data, list | tuple) else int(data is not None)
        self.note(principal, action, object, rows=rows)
        return shown

    def note(
        self,
        principal: Principal,
        action: str,
        object: str,
        *,
        rows: int = 0,
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """Write one act into the audit in a transaction of its own."""
        with self._ledger.session() as session:
            append(session, principal.actor, action, object, rows=rows, detail=detail)


def sight_of(principal: Principal, owner: Mapping[str, str | None]) -> Mapping[DataClass, Sight]:
    """Return how much of each class a principal sees of data with this owner."""
    role = principal.role
    if role.bound_to is None or role.outside is None:
        return role.sees
    return role.sees if principal.scope and owner.get(role.bound_to) == principal.scope else role.outside
