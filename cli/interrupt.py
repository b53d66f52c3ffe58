"""Ending in order: what asks a running process to end is taken as Ctrl-C is."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def stoppable() -> Iterator[None]:
    """Let SIGTERM, and a terminal that is closed, end the block as Ctrl-C does: all is stopped in order.

    A signal that is ignored (nohup) stays ignored.
    """

    def interrupt(_: int, __: FrameType | None) -> None:
        raise KeyboardInterrupt

    asked = [s for s in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(s) is not signal.SIG_IGN]
    before = [(s, signal.signal(s, interrupt)) for s in asked]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
