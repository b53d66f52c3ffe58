"""Work in Python on many values, shared with a second process; answers stand in the order of the values.

The helper is `python -m core.beside`, asked through pipes: unlike multiprocessing's it never runs the script
of the caller again. Should it die, this process does its work too.
"""

import atexit
import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from threading import Lock, Thread
from typing import Any, Final, TypeVar

from core.cycles import uncollected

V = TypeVar("V")
R = TypeVar("R")
Work = Callable[[Sequence[V]], list[R]]

LEAST: Final = 10_000  # values; for fewer a helper is not worth its start of half a second
PIECES: Final = 64  # into how many pieces values are cut, so that neither process waits long for the other
HANDED: Final = 4  # the helper takes one in so many of the pieces that wait
SOON: Final = 0.0005  # seconds after which a thread lets another one go on: answers are not to wait


class Helper:
    """A second Python process that works on values when asked."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "core.beside"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            process_group=0,  # Ctrl-C is for this process, which ends the helper; one session shares its time
            env={**os.environ, "PYTHONPATH": os.pathsep.join(p or os.getcwd() for p in sys.path)},
        )
        self.turn = Lock()  # one question at a time
        atexit.register(self.stop)

    def ask(self, work: Work[V, R], values: Sequence[V]) -> list[R] | None:
        """Return what a function of a module makes of values; None where the helper cannot.

        Values go as bytes within the stream: what cannot be packed or unpacked leaves the stream whole. A
        stream that breaks off is of no more use, so the helper is ended.
        """
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            asked = pickle.dumps((work, values), protocol=pickle.HIGHEST_PROTOCOL)
        except Exception:  # noqa: BLE001  # packing raises whatever a value does
            return None
        with self.turn:
            try:
                pickle.dump(asked, self.process.stdin, protocol=pickle.HIGHEST_PROTOCOL)
                self.process.stdin.flush()
                answer: bytes = pickle.load(self.process.stdout)
            except Exception:  # noqa: BLE001  # a closed pipe, a dead helper, half an answer
                self.stop()
                return None
        try:
            found: list[R] | None = pickle.loads(answer)
        except Exception:  # noqa: BLE001
            return None
        return found

    def stop(self) -> None:
        """End the process; it holds nothing that would be lost."""
        self.process.terminate()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):  # what a dead helper did not take
                if pipe is not None:
                    pipe.close()


@lru_cache(maxsize=1)
def helper() -> Helper:
    """Return the one helper of this process, started at the first call."""
    return Helper()


_STARTING: Final = Lock()


def _ask(work: Work[V, R], values: Sequence[V]) -> list[R] | None:
    try:
        with _STARTING:
            known = helper()
    except OSError:  # no room for another process
        return None
    return known.ask(work, values)


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_SHARING: Final = Lock()
Piece = tuple[Work[Any, Any], Sequence[Any]]


def _several(pieces: Sequence[Piece]) -> list[list[Any]]:
    return [work(values) for work, values in pieces]


def _cut(asked: Sequence[Piece]) -> list[list[Piece]]:
    size = -(-sum(len(values) for _, values in asked) // PIECES)
    return [[(work, values[i : i + size]) for i in range(0, len(values), size)] for work, values in asked]


def share(work: Work[V, R], values: Sequence[V], alone: bool = False, least: int = LEAST) -> list[R]:
    """Return work(values), where `work` treats every value by itself and is a function of a module.

    Of many values the helper takes pieces from the end while this process works from the start.
    """
    return share_all([(work, values)], alone, least)[0]


def share_all(asked: Sequence[Piece], alone: bool = False, least: int = LEAST) -> list[list[Any]]:
    """Return what several works make of their values, shared like one: let the slowest come first."""
    enough = sum(len(values) for _, values in asked) >= least
    if alone or not enough or cores() < 2 or not _SHARING.acquire(blocking=False):
        return _several(asked)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(SOON)
    try:
        cut = _cut(asked)
        done = iter(_shared([piece for pieces in cut for piece in pieces]))
        return [[row for _ in pieces for row in next(done)] for pieces in cut]
    finally:
        sys.setswitchinterval(interval)
        _SHARING.release()


def _shared(pieces: Sequence[Piece]) -> list[list[Any]]:
    found: list[list[Any] | None] = [None] * len(pieces)
    waiting, turn = deque(range(len(pieces))), Lock()

    def hand_over() -> None:
        while True:
            with turn:  # many at first, so that it seldom asks; few at the end, so that nobody waits
                numbers = [waiting.pop() for _ in range(-(-len(waiting) // HANDED))]
            answer = _ask(_several, [pieces[n] for n in numbers]) if numbers else None
            if answer is None:
                return
            for number, rows in zip(numbers, answer, strict=True):
                found[number] = rows

    others = [Thread(target=hand_over, daemon=True) for _ in range(2)]  # one packs while the other waits
    for other in others:
        other.start()
    try:
        while True:
            with turn:
                number = waiting.popleft() if waiting else None
            if number is None:
                break
            work, values = pieces[number]
            found[number] = work(values)
    finally:
        with turn:
            waiting.clear()  # after an error nobody wants the rest
    for other in others:
        other.join()
    return [
        rows if rows is not None else work(values) for (work, values), rows in zip(pieces, found, strict=True)
    ]


_ASKED: list[Thread] = []  # the last question of `begin`


def begin(work: Work[V, R], values: Sequence[V], alone: bool = False) -> Callable[[], list[R] | None]:
    """Let the helper work on values while this process goes on; what is returned waits for the answer.

    Questions are asked in the order of the calls. The answer is None where there is no helper, where it
    cannot answer, or where this process is to be `alone`: the caller then does the work itself, or leaves it.
    """
    if alone or cores() < 2:
        return lambda: None
    found: list[list[R] | None] = []
    before = _ASKED[-1:]

    def ask() -> None:
        for thread in before:
            thread.join()
        before.clear()  # else each thread would keep all before it
        found.append(_ask(work, values))

    asking = Thread(target=ask, daemon=True)
    _ASKED[:] = [asking]
    asking.start()

    def answer() -> list[R] | None:
        asking.join()
        return found[0] if found else None

    return answer


def _load(wanted: Sequence[str]) -> list[str]:
    for name in wanted:
        module, _, function = name.partition(":")
        loaded = import_module(module)
        if function:
            getattr(loaded, function)()
    return list(wanted)


def wake(*wanted: str) -> None:
    """Start the helper in the background, and have it load what work that is soon to come needs.

    Wanted are modules, and `module:function` to be called.
    """
    begin(_load, wanted)


def _serve() -> None:
    """Answer requests until the input ends; what the work prints goes to stderr."""
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    while True:
        try:
            asked = pickle.load(requests)
        except Exception:  # noqa: BLE001  # the end, or a caller that died in the middle of a question
            return
        try:
            work, values = pickle.loads(asked)
            answer = pickle.dumps(work(values), protocol=pickle.HIGHEST_PROTOCOL)
        except Exception:  # noqa: BLE001  # the caller does it again itself and sees the error
            answer = pickle.dumps(None)
        pickle.dump(answer, answers, protocol=pickle.HIGHEST_PROTOCOL)
        answers.flush()


if __name__ == "__main__":
    with uncollected():  # what it holds are caches
        _serve()
