"""Who acts at the command line: a local operator with full rights, audited like anyone."""

from collections.abc import Mapping
from typing import Any

from core.settings import get_settings


def read_as_operator(action: str, object: str, rows: int) -> None:
    """Pass the guard and write the reading into the audit; call it before anything is shown.

    A failing audit store raises and so stops the reading.
    """
    from access.guard import Guard
    from access.principal import local_operator
    from store.ledger import Ledger

    guard, operator = Guard(Ledger(get_settings())), local_operator()
    guard.allow(operator, action, object)
    guard.note(operator, action, object, rows=rows)


def note_as_operator(
    action: str, object: str, *, rows: int = 0, detail: Mapping[str, Any] | None = None
) -> None:
    """Write an act that changed something into the audit."""
    from access.guard import Guard
    from access.principal import local_operator
    from store.ledger import Ledger

    Guard(Ledger(get_settings())).note(local_operator(), action, object, rows=rows, detail=detail)
