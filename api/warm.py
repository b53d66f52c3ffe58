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


def warm(context: Context) -> None:
    """Ask what the pages ask; nothing is shown, so nothing is audited. A graph that is down is no error."""
    try:
        chain_figures(context)
        with context.graph.session() as session:
            for firm in queries.find_enterprise(ANY_TEXT, session, 1):
                queries.profile(firm.id, session)
        with context.lake.cursor():
            pass
    except ChanyeError as error:
        log.info("not warmed", error=error.message)


def warm_aside(context: Context) -> threading.Thread:
    """Warm in a thread of its own; the server answers meanwhile."""
    thread = threading.Thread(target=warm, args=(context,), name="warm", daemon=True)
    thread.start()
    return thread
