"""What contradicts in one delivery, as the correction tickets tell it."""

from collections import Counter
from typing import Any

from sqlalchemy.orm import Session

from core.settings import Settings
from governance.tickets.rules import load_rules
from store import tickets
from store.tickets import State


def contradictions(settings: Settings, session: Session, delivery: str) -> tuple[dict[str, Any], ...] | None:
    """Return cells and tickets per kind that name a row of the delivery; None where nobody looked yet.

    Tickets that the office took back do not count; repaired ones do, because the delivery came with them.
    """
    known = tickets.cases(session)
    if not known:
        return None
    rules, cells = load_rules(settings), Counter[str]()
    numbers: dict[str, list[str]] = {}
    for case in known.values():
        own = sum(row.get("delivery") == delivery for row in case.rows)
        if own and case.state is not State.WITHDRAWN:
            kind = rules.of(case.ticket.kind).caption
            cells[kind] += own
            numbers.setdefault(kind, []).append(case.ticket.id)
    return tuple({"kind": k, "cells": cells[k], "tickets": sorted(numbers[k])} for k in sorted(cells))
