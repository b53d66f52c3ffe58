"""What every route shares: settings, ledger, guard and the one driver to the graph."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import neo4j
from fastapi import Depends, Request
from neo4j.exceptions import AuthError, ServiceUnavailable

from access.guard import Guard
from api.lake import LakeDoor, LakeSource
from api.remembered import Remembered
from core.errors import GraphUnavailableError
from core.settings import Settings
from graph_model.connect import address, open_driver
from graph_model.homes import DATABASE
from store.ledger import Ledger


class GraphDoor:
    """One driver for the process, opened when first needed, and anew when the served graph moves."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._driver: neo4j.Driver | None = None
        self._address: tuple[str, str] | None = None

    def _open(self) -> neo4j.Driver:
        with self._lock:
            now = address(self._settings)
            if self._driver is None or now != self._address:
                self.close()
                self._driver = open_driver(self._settings, now)
                self._address = now
            return self._driver

    @contextmanager
    def session(self) -> Iterator[neo4j.Session]:
        """Yield a reading session; raises GraphUnavailableError when nobody answers."""
        driver = self._open()
        try:
            with driver.session(database=DATABASE, default_access_mode=neo4j.READ_ACCESS) as session:
                yield session
        except (ServiceUnavailable, AuthError) as error:
            raise GraphUnavailableError(
                "图数据库没有应答，请稍后再试。", advice="管理员可运行 chanye neo4j status 查看。"
            ) from error

    def close(self) -> None:
        """Close the driver; the next session opens another."""
        if self._driver is not None:
            self._driver.close()
            self._driver = None


class Context:
    """The parts of one running installation."""

    def __init__(self, settings: Settings, lake: LakeSource | None = None) -> None:
        self.settings = settings
        self.ledger = Ledger(settings)
        self.guard = Guard(self.ledger)
        self.graph = GraphDoor(settings)
        self.remembered = Remembered(settings, self.ledger)
        self.lake: LakeSource = lake or LakeDoor(settings, self.ledger)


def context_of(request: Request) -> Context:
    """Return the context that `create_app` put into the application."""
    context: Context = request.app.state.context
    return context


Shared = Annotated[Context, Depends(context_of)]
