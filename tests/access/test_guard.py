"""The guard: allows or refuses, masks, and leaves a trace of both."""

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from access.guard import Guard
from access.principal import Principal, local_operator
from access.roles import RoleTable, load_roles, sign_in_role
from core.errors import ForbiddenError, UsageError
from ingest.contract import DataClass
from store.audit import verify
from store.ledger import Ledger
from store.tables import AuditEntry

ROW = {"name": "恒盛鞋业", "town": "陈埭镇", "legal_person": "陈志强", "tax": 100}


def _trace(ledger: Ledger) -> list[tuple[str, str, str, int]]:
    with ledger.session() as session:
        return [
            (e.actor, e.action, e.object, e.rows)
            for e in session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        ]


def test_a_reading_is_masked_and_audited(ledger: Ledger) -> None:
    shown = Guard(ledger).read(Principal("lin", "analyst"), "search", "恒盛", [ROW, ROW])
    assert shown.data[0]["legal_person"] == "陈**"
    assert _trace(ledger) == [("lin", "search", "恒盛", 2)]
    with ledger.session() as session:
        assert verify(session).sound


@pytest.mark.parametrize(
    ("role", "action", "allowed"),
    [
        ("analyst", "profile", True),
        ("analyst", "accounts", False),
        ("leader", "export", False),
        ("operator", "profile", False),
        ("operator", "audit", True),
        ("liaison", "profile", False),
        ("client", "api", True),
        ("local", "export", True),
    ],
)
def test_roles_allow_and_refuse(ledger: Ledger, role: str, action: str, allowed: bool) -> None:
    guard, principal = Guard(ledger), Principal("x", role)
    if allowed:
        guard.allow(principal, action)
    else:
        with pytest.raises(ForbiddenError):
            guard.allow(principal, action)
        assert _trace(ledger)[-1][1] == f"{action}.refused"


@pytest.mark.parametrize(("town", "tax"), [("陈埭镇", 100), ("池店镇", None), (None, None)])
def test_a_town_sees_its_own_enterprises_and_the_register_of_others(
    ledger: Ledger, town: str | None, tax: int | None
) -> None:
    principal = Principal("chendai", "town", scope="陈埭镇")
    shown = Guard(ledger).read(principal, "profile", "ent_1", ROW, owner={"town": town})
    assert shown.data["tax"] == tax
    assert shown.data["name"] == "恒盛鞋业"


def test_the_local_operator_has_every_right_and_is_audited_by_name(ledger: Ledger) -> None:
    shown = Guard(ledger).read(local_operator(), "profile", "ent_1", ROW)
    assert shown.data == ROW
    assert _trace(ledger)[0][0].startswith("local:")


def test_unknown_roles_and_acts_are_refused(ledger: Ledger) -> None:
    with pytest.raises(ForbiddenError):
        Guard(ledger).allow(Principal("x", "emperor"), "search")
    with pytest.raises(UsageError):
        Guard(ledger).allow(Principal("x", "admin"), "fly")
    for key, scope in (("local", None), ("nobody", None), ("town", None)):
        with pytest.raises(UsageError):
            sign_in_role(key, scope)
    assert sign_in_role("town", "陈埭镇").caption == "镇（街道）"


def test_every_role_answers_for_every_class() -> None:
    for role in load_roles().roles.values():
        assert set(role.sees) == set(DataClass)


def test_a_role_with_an_undeclared_act_is_refused() -> None:
    raw = load_roles().model_dump(mode="json")
    raw["roles"]["analyst"]["actions"] = ["fly"]
    with pytest.raises(ValidationError):
        RoleTable.model_validate(raw)
