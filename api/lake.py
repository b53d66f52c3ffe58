"""One connection to the lake and the resolved tables, opened anew when either has moved on."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

import duckdb
from sqlalchemy import func, select

import queries
from core.settings import Settings
from store.ledger import Ledger
from store.tables import LakeFile, ResolutionRun


class LakeSource(Protocol):
    """Whatever gives cursors on lake and resolved tables prepared for the queries."""

    def cursor(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """Yield a cursor of one's own."""
        ...


class LakeDoor:
    """Cursors on a shared connection: attaching every view costs more than most questions."""

    def __init__(self, settings: Settings, ledger: Ledger) -> None:
        self._settings, self._ledger = settings, ledger
        self._lock = threading.Lock()
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._state: tuple[object, ...] = ()

    def _now(self) -> tuple[object, ...]:
        """What the ledger names as current: newest run, newest file, files no longer in force."""
        with self._ledger.session() as session:
            return (
                session.scalar(select(func.max(ResolutionRun.finished_at))),
                session.scalar(select(func.max(LakeFile.id))),
                session.scalar(select(func.count(LakeFile.known_to))),
            )

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a cursor of one's own; LakeError or ResolutionError if there is nothing yet."""
        with self._lock:
            now = self._now()
            if self._connection is None or now != self._state:
                # The old connection is left to those who still read from it.
                self._connection, self._state = queries.open_lake(self._settings, self._ledger), now
            cursor = self._connection.cursor()
        try:
            yield cursor
        finally:
            cursor.close()
