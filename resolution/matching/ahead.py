"""What can begin before a list is read, or what reads it is loaded."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from core.beside import wake
from core.settings import Settings
from resolution.matching.settings import limits

WORK: Final = (
    "core.plain_arrow:without_pandas", "resolution.reading", "resolution.arrow_rows", "resolution.likely",
    "scipy.sparse", "resolution.halves:warm",
)  # fmt: skip


def bytes_of(files: Iterable[Path | None]) -> int:
    """Return the bytes of the files that there are."""
    return sum(p.stat().st_size for p in files if p is not None and p.is_file())


# NumPy's library of linear algebra, which matching does not ask, would keep a thread of each process busy.
ONE_THREAD: Final = {"OPENBLAS_NUM_THREADS": "1"}


def wake_helper(settings: Settings, *files: Path | None) -> None:
    """Start the second process where files are long: it loads its modules while this one loads its own."""
    for name, value in ONE_THREAD.items():
        os.environ.setdefault(name, value)
    if settings.threads != 1 and bytes_of(files) >= limits().wake:
        wake(*WORK)
    from core.plain_arrow import without_pandas  # loads PyArrow: by then the helper has begun to load too

    without_pandas()
