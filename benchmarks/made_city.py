"""A synthetic city that is generated, taken in and resolved in a folder of its own, then thrown away."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.stages import measure


class MadeCity(NamedTuple):
    """An installation with a finished run, and the truth of its city."""

    home: Path
    truth: Path


@contextmanager
def made_city(size: int, noise: str, seed: int) -> Iterator[MadeCity]:
    """Yield a city of a size; `noise` names a committed noise profile."""
    with tempfile.TemporaryDirectory(prefix="chanye-bench-") as folder:
        city, home = Path(folder, "city"), Path(folder, "home")
        given = ["--enterprises", str(size), "--seed", str(seed), "--noise", noise]
        environment = {"CHANYE_HOME": str(home)}
        measure("generate", ["generate", *given, "--out", str(city)], {})
        measure("ingest", ["ingest", str(city / "supply"), "--format", "json"], environment)
        measure("resolve", ["resolve", "--format", "json"], environment)
        yield MadeCity(home, city / "truth")
