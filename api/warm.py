"""Questions asked once at the start, so that the first visitor does not wait for Neo4j to plan them."""

import threading
from typing import Final

import queries
from api.context import Context
from api.reading import chain_figures
from core.errors import ChanyeError
from core.logs import get_logger

log = get_logger(__name__)
ANY_TEXT: Final = "有限公司"
"""Whatever firm it finds: what counts is that the server has planned the questions."""


class Warming:
    """Warms in a thread of its own while the server answers."""

    def __init__(self, context: Context) -> None:
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=warm, args=(context, self._stopped), name="warm", daemon=True)
        self._thread.start()

    def stop(self, seconds: float = 10.0) -> None:
        """Ask no further question and wait for the answer to the present one, before the driver is closed."""
        self._stopped.set()
        self.wait(seconds)

    def wait(self, seconds: float) -> None:
        """Wait until everything is asked, so many seconds at most."""
        self._thread.join(seconds)


def warm(context: Context, stopped: threading.Event) -> None:
    """Ask what the pages ask; nothing is shown, so nothing is audited. A graph that is down is no error."""
    try:
        for ask in (_ask_chains, _ask_firm, _open_lake):
            if not stopped.is_set():
                ask(context)
    except ChanyeError as error:
        log.info("not warmed", error=error.message)


def _ask_chains(context: Context) -> None:
    chain_figures(context)


def _ask_firm(context: Context) -> None:
    with context.graph.session() as session:
        for firm in queries.find_enterprise(ANY_TEXT, session, 1):
            queries.profile(firm.id, session)


def _open_lake(context: Context) -> None:
    with context.lake.cursor():
        pass
