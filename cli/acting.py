"""Who acts at the command line: a local operator with full rights, audited like anyone."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from core.settings import get_settings

if TYPE_CHECKING:
    from access.guard import Guard
    from access.principal import Principal


def _at_the_guard() -> "tuple[Guard, Principal]":
    from access.guard import Guard
    from access.principal import local_operator
    from store.ledger import Ledger

    return Guard(Ledger(get_settings())), local_operator()


def read_as_operator(action: str, object: str, rows: int) -> None:
    """Pass the guard and write the reading into the audit; call it before anything is shown.

    A failing audit store raises and so stops the reading.
    """
    guard, operator = _at_the_guard()
    guard.allow(operator, action, object)
    guard.note(operator, action, object, rows=rows)


def note_as_operator(
    action: str, object: str, *, rows: int = 0, detail: Mapping[str, Any] | None = None
) -> None:
    """Write an act that changed something into the audit."""
    guard, operator = _at_the_guard()
    guard.note(operator, action, object, rows=rows, detail=detail)
