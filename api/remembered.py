"""Answers kept until the graph is loaded anew: what is asked often and changes only with a load."""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from core.settings import Settings
from graph_model.connect import address
from graph_model.load import last_load
from store.ledger import Ledger

T = TypeVar("T")


class Remembered:
    """Answers by name; all are forgotten when the ledger names another load or the graph moves.

    Not for answers that depend on who asks: masking comes after.
    """

    def __init__(self, settings: Settings, ledger: Ledger) -> None:
        self._settings, self._ledger = settings, ledger
        self._lock = threading.Lock()
        self._state: tuple[object, ...] = ()
        self._answers: dict[str, Any] = {}

    def _now(self) -> tuple[object, ...]:
        load = last_load(self._ledger)
        return address(self._settings), load and load.id

    def answer(self, name: str, ask: Callable[[], T]) -> T:
        """Return the kept answer, or ask and keep."""
        now = self._now()
        with self._lock:
            if now != self._state:
                self._answers, self._state = {}, now
            if name in self._answers:
                kept: T = self._answers[name]
                return kept
        found = ask()
        with self._lock:
            if now == self._state:
                self._answers[name] = found
        return found
