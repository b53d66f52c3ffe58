"""Who asks: a signed-in account, or the person at the command line of this machine."""

import getpass
from dataclasses import dataclass

from access.roles import Role, load_roles
from core.errors import ForbiddenError
from store.tables import Account


@dataclass(frozen=True)
class Principal:
    """Somebody who asks: how the audit names them, their role, and the town or unit it is bound to."""

    actor: str
    role_key: str
    display_name: str = ""
    scope: str | None = None

    @property
    def role(self) -> Role:
        """The role; ForbiddenError if the table no longer has it."""
        role = load_roles().roles.get(self.role_key)
        if role is None:
            raise ForbiddenError(f"角色“{self.role_key}”已不存在，请联系管理员。")
        return role

    def may(self, action: str) -> bool:
        """Whether the role includes an act."""
        return action in self.role.actions


def of_account(account: Account) -> Principal:
    """Return the principal of a signed-in account."""
    return Principal(account.login, account.role, account.display_name or account.login, account.scope)


def local_operator() -> Principal:
    """Return the person at the command line: who can read the files can read everything, and is audited."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container's user without a name
        user = "unknown"
    return Principal(f"local:{user}", "local", "本机操作员")
