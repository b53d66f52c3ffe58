"""Ending a process that holds much, at once."""

import atexit
import os
import sys
from contextlib import suppress
from typing import Final, NoReturn

_HELD: Final[list[object]] = []


def hold(thing: object) -> None:
    """Keep a thing until `leave`, which does not free it: for what would take long to free."""
    _HELD.append(thing)


def leave(code: int) -> NoReturn:
    """End the process as `sys.exit` does, but without freeing what it holds piece by piece.

    After a long list that took half a second. Exit functions run and output is flushed; who calls this has
    closed its files and has no threads left that still do something. Output that could not be written (a full
    disk) is told on stderr, and then a code of 0 becomes 1.
    """
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        try:
            with suppress(BrokenPipeError, ValueError):  # whoever read it is gone
                stream.flush()
        except OSError as error:
            code = code or 1
            with suppress(OSError, ValueError):
                print(f"错误：输出没有写完（{error.strerror}）。", file=sys.stderr, flush=True)
    os._exit(code)
