"""Roles and what each may do and see, read from roles.yaml and checked when loaded."""

from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

from core.errors import UsageError
from ingest.contract import DataClass

ROLES: Final = Path(__file__).parent / "roles.yaml"


class Sight(StrEnum):
    """How much of a data class somebody sees."""

    FULL = "full"
    MASKED = "masked"
    NONE = "none"


class Strict(BaseModel):
    """A model that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Role(Strict):
    """One role: its name for people, its acts, and how much it sees of each class."""

    caption: str
    note: str = ""
    sign_in: bool = True
    bound_to: str | None = None
    actions: frozenset[str]
    sees: dict[DataClass, Sight]
    outside: dict[DataClass, Sight] | None = None

    @model_validator(mode="after")
    def check_every_class_is_answered(self) -> "Role":
        """A role says how much it sees of every class, so that a new class is nobody's by accident."""
        for table in (self.sees, self.outside):
            if table is not None and set(table) != set(DataClass):
                raise ValueError(f"{self.caption}: sees and outside name every data class")
        if self.outside is not None and self.bound_to is None:
            raise ValueError(f"{self.caption}: outside needs bound_to")
        return self


class RoleTable(Strict):
    """All acts and all roles."""

    actions: dict[str, str]
    roles: dict[str, Role]

    @model_validator(mode="after")
    def check_acts_are_declared(self) -> "RoleTable":
        """A role may only do what the table of acts names."""
        for key, role in self.roles.items():
            if unknown := role.actions - set(self.actions):
                raise ValueError(f"{key}: unknown actions {sorted(unknown)}")
        return self


@lru_cache(maxsize=1)
def load_roles() -> RoleTable:
    """Return the roles of this installation."""
    return RoleTable.model_validate(yaml.safe_load(ROLES.read_text(encoding="utf-8")))


def sign_in_role(key: str, scope: str | None = None) -> Role:
    """Return a role that an account may have; UsageError names the choices, or a scope that is missing."""
    role = load_roles().roles.get(key)
    if role is None or not role.sign_in:
        names = "、".join(f"{k}（{r.caption}）" for k, r in load_roles().roles.items() if r.sign_in)
        raise UsageError(f"没有角色“{key}”。", advice=f"可选：{names}。")
    if role.bound_to is not None and not scope:
        raise UsageError(f"角色“{key}”须用 --scope 说明所属的镇街、行业或单位。")
    return role
