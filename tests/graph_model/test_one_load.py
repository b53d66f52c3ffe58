"""One load runs at a time, from what was kept of the last one until the ledger knows the new one."""

import fcntl
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from core.errors import ChanyeError, GraphError, ResolutionError
from core.settings import Settings
from graph_model.load import load, load_run
from resolution.tables import Resolved
from store.ledger import Ledger
from store.tables import ResolutionRun


def _stale(settings: Settings) -> None:
    load_run(settings, Ledger(settings), Resolved(ResolutionRun(id="r", snapshot="old"), settings.resolved))


def _unresolved(settings: Settings) -> None:
    load(settings, Ledger(settings))


@pytest.mark.parametrize(
    ("work", "ends"), [(_stale, GraphError), (_unresolved, ResolutionError)], ids=["a run", "the newest run"]
)
def test_a_second_load_waits_for_the_first(
    tmp_path: Path, work: Callable[[Settings], None], ends: type[ChanyeError]
) -> None:
    settings, told = Settings(home=tmp_path), []

    def second() -> None:
        try:
            work(settings)
        except ChanyeError as error:
            told.append(type(error))

    settings.graph.mkdir(parents=True)
    with (settings.graph / "load.lock").open("w") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        thread = Thread(target=second)
        thread.start()
        thread.join(1.5)
        assert (thread.is_alive(), told) == (True, [])
    thread.join(60)
    assert told == [ends]
