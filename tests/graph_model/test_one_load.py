"""One load runs at a time, from what was kept of the last one until the ledger knows the new one."""

import fcntl
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from threading import Thread

import pytest
from pydantic import SecretStr

from core.errors import ChanyeError, GraphError, ResolutionError, SettingsError
from core.settings import Settings
from graph_model import server
from graph_model.basis import content
from graph_model.connect import connect
from graph_model.homes import managed_password
from graph_model.load import drop, last_load, load, load_run
from graph_model.schema import load_schema
from graph_model.verify import graph_state
from ingest.lake import snapshot
from resolution.tables import NOTE, TABLES, Resolved
from store.ledger import Ledger
from store.tables import ResolutionRun
from tests.graph_model.mini import SHOE, mini_tables


def _stale(settings: Settings) -> None:
    load_run(settings, Ledger(settings), Resolved(ResolutionRun(id="r", snapshot="old"), settings.resolved))


def _unresolved(settings: Settings) -> None:
    load(settings, Ledger(settings))


def _dropped(settings: Settings) -> None:
    drop(settings.model_copy(update={"neo4j_uri": "bolt://127.0.0.1:1"}))  # nobody is there


@pytest.mark.parametrize(
    ("work", "ends"),
    [(_stale, GraphError), (_unresolved, ResolutionError), (_dropped, SettingsError)],
    ids=["a run", "the newest run", "to drop the graph"],
)
def test_whoever_changes_the_graph_waits_for_a_load(
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


def _run(settings: Settings, ledger: Ledger, town: str) -> Resolved:
    """A finished run over an empty lake, in which a firm sits in a town."""
    folder = settings.resolved / town
    folder.mkdir(parents=True)
    con = mini_tables()
    con.execute("UPDATE entity SET town = $town WHERE entity_id = $shoe", {"town": town, "shoe": SHOE})
    for table in TABLES:
        con.table(table.name).write_parquet(str(folder / f"{table.name}.parquet"))
    told = {t.name: {"rows": 0, "hash": content(con, t.name)} for t in TABLES}
    (folder / NOTE).write_text(json.dumps(told), encoding="utf-8")
    run = ResolutionRun(
        id=town, snapshot=snapshot(settings, ledger).hash, finished_at=datetime(2023, 5, 20), path=town,
        state_hash=town, counts={},
    )  # fmt: skip
    with ledger.session() as session:
        session.add(run)
    return Resolved(run, folder)


def _waited_for(lock: Path) -> bool:
    """Whether somebody waits for a lock; Linux tells such by an arrow and the file's inode."""
    if not lock.exists():
        return False
    lines = Path("/proc/locks").read_text().splitlines()
    return any("-> FLOCK" in line and f":{lock.stat().st_ino} " in line for line in lines)


def _until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 90
    while not done():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.neo4j
@pytest.mark.slow
def test_two_loads_at_once_both_succeed(neo4j_settings: Settings) -> None:
    """The second begins when the first has read what was kept and is about to write the difference."""
    settings, ledger = neo4j_settings, Ledger(neo4j_settings)
    bolt = server.start(settings).uri
    outside = Settings(
        home=settings.home, neo4j_uri=bolt, neo4j_password=SecretStr(managed_password(settings))
    )
    runs = [_run(settings, ledger, town) for town in ("安海镇", "陈埭镇", "池店镇")]
    load_run(outside, ledger, runs[0], "bolt")
    with ThreadPoolExecutor(2) as pool:
        with server.lock(settings):
            first = pool.submit(load_run, settings, ledger, runs[1])
            _until(lambda: _waited_for(settings.graph / "lock"))
            second = pool.submit(load_run, outside, ledger, runs[2])
            _until(lambda: second.done() or _waited_for(settings.graph / "load.lock"))
        assert all(done.result(90).changed for done in (first, second))  # both as differences
    found = last_load(ledger)
    assert found is not None
    with connect(settings) as session:
        assert (found.run, found.state_hash) == ("池店镇", graph_state(session, load_schema()))
