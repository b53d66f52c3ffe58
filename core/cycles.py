"""Work that holds millions of values to its end, where Python need not look for cycles."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Switch the collector of cycles off; not for work without an end, whose cycles would fill the memory.

    A list of 14,000 rows against 30,000 took two of eleven processor seconds less, in equal memory.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
