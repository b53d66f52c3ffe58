"""Asking as known at a moment: a past state is made where none is there, its graph runs while it is asked."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO

from core.errors import NotFoundError, UsageError
from core.progress import console, stage
from core.settings import Settings
from graph_model import server
from pipeline import past
from pipeline.past import KEPT, Plan, State, home_of, settings_of
from store.ledger import Ledger


@contextmanager
def _turn(settings: Settings, key: str) -> Iterator[IO[str]]:
    """Yield a state's lock file, open; closing it gives up what was held of it.

    Who asks holds it together with others, who makes, stops or deletes holds it alone.
    """
    folder = past.folder(settings)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / f"{key}.lock").open("w") as lock:
        yield lock


def _alone(lock: IO[str]) -> bool:
    """Take the lock alone, if nobody else holds it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _made(settings: Settings, planned: Plan) -> Iterator[IO[str]]:
    """Hold a state that is there, with others; make it first where it is not. One process makes it."""
    with _turn(settings, planned.key) as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        while past.read(settings, planned.key) is None:
            if not _alone(lock):
                console.print("▸ 另一个进程正在用或重建这个时点，等它结束 …", highlight=False)
                fcntl.flock(lock, fcntl.LOCK_EX)
            if past.read(settings, planned.key) is None:
                drop_useless(settings)
                past.make(settings, planned)
            fcntl.flock(lock, fcntl.LOCK_SH)
        yield lock


def drop_useless(settings: Settings) -> list[str]:
    """Delete what no question leads to: made by other rules, or left by a killed process; return the keys.

    What somebody still asks, or makes, stays.
    """
    rules, gone = past.rules_of_today(), []
    for key in past.keys(settings):
        with _turn(settings, key) as lock:
            if _alone(lock) and not _is_of(rules, past.read(settings, key)):
                past.clear(settings, key)
                gone.append(key)
    return gone


def _is_of(rules: str, state: State | None) -> bool:
    return state is not None and state.rules == rules


def _stop_forgotten(settings: Settings, asked: str) -> None:
    """End what killed processes left, a graph that runs or a state half made; `asked` is asked now."""
    for key in past.keys(settings):
        own = settings_of(settings, key)
        if key == asked or (own.home / KEPT).exists():
            continue
        with _turn(settings, key) as lock:
            if not _alone(lock):
                continue
            if past.read(settings, key) is None:
                past.clear(settings, key)
            elif server.running(own) is not None and not (own.home / KEPT).exists():
                server.stop(own)


@contextmanager
def asked_at(
    settings: Settings, ledger: Ledger, moment: datetime | None, *, now: datetime, graph: bool = True
) -> Iterator[Settings]:
    """Yield the settings to ask with, as known at a moment in local time, or as known now.

    Where nothing has happened since, that is what is served. `graph` says whether the graph is asked: it is
    started, and whoever asks last stops it, unless it was told to run on. Raises as `past.plan` does.
    """
    planned = None if moment is None else past.plan(settings, ledger, moment, now)
    if planned is None or planned.current:
        yield settings
        return
    with _made(settings, planned) as lock:
        own = settings_of(settings, planned.key)
        _stop_forgotten(settings, planned.key)
        try:
            if graph and server.running(own) is None:
                with stage("启动当时的图库"):
                    server.start(own)
            yield own
        finally:
            if not (own.home / KEPT).exists() and _alone(lock):
                server.stop(own)


def make(settings: Settings, ledger: Ledger, moment: datetime, *, now: datetime, run: bool = False) -> Plan:
    """Make the state of a moment where it is not there; with `run` its graph runs on after this."""
    planned = past.plan(settings, ledger, moment, now)
    if planned.current:
        return planned
    with _made(settings, planned):
        if run:
            (home_of(settings, planned.key) / KEPT).touch()
    with asked_at(settings, ledger, moment, now=now, graph=run):
        return planned


def find(settings: Settings, text: str) -> State:
    """Return the one state whose key begins with a text; NotFoundError, or UsageError for several or none."""
    if not text.strip():
        raise UsageError("请写编号，或用 --all。", advice="编号见 chanye past list。")
    found = [s for s in past.states(settings) if s.key.startswith(text)]
    if not found:
        raise NotFoundError(f"没有时点 {text}。", advice="用 chanye past list 查看。")
    if len(found) > 1:
        raise UsageError(f"{text} 不止一个时点。", advice="请把编号写全。")
    return found[0]


def stop(settings: Settings, state: State) -> None:
    """Stop a state's graph; UsageError while it is asked."""
    with _turn(settings, state.key) as lock:
        _insist(lock, state)
        (home_of(settings, state.key) / KEPT).unlink(missing_ok=True)
        server.stop(settings_of(settings, state.key))


def drop(settings: Settings, state: State) -> None:
    """Delete a state; UsageError while it is asked. It can be made again at any time."""
    with _turn(settings, state.key) as lock:
        _insist(lock, state)
        past.clear(settings, state.key)


def _insist(lock: IO[str], state: State) -> None:
    if not _alone(lock):
        raise UsageError(f"时点 {state.known_on} 正在被查询。", advice="等它结束后再试。")
