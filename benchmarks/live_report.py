"""The section of the report on single records decided in real time."""

import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.made_city import made_city
from benchmarks.report import table
from benchmarks.stages import measure_command

INTRODUCTION = """## One record at a time

`{command}` ({machine}). Records of the newest run are asked again, drawn at random: as many that the model
decided as others. The registry is held in memory; the answer is that of a whole run but for what other rows
say. Opening happens once.
"""
HEAD = [
    "registry names", "decided by", "records", "p50 ms", "p95 ms", "p99 ms", "processor ms each",
    "seconds to open", "memory MB",
]  # fmt: skip


def run_lives(
    sizes: Sequence[int], noise: str, seed: int, homes: Sequence[Path] = ()
) -> list[dict[str, Any]]:
    """Measure installations that stand, or cities made for it, each in a process of its own."""
    with ExitStack() as cities:
        found = homes or [cities.enter_context(made_city(size, noise, seed)).home for size in sizes]
        command = [sys.executable, "-m", "benchmarks.live", "--home"]
        return [json.loads(measure_command("live", [*command, str(home)], {}).output) for home in found]


def live_section(results: Sequence[Mapping[str, Any]], command: str, machine: str) -> str:
    """Return the section: all records, then by what decided them."""
    rows = []
    for result in results:
        for number, (name, times) in enumerate([("all", result["all"]), *result["by_tier"].items()]):
            whole = (
                [times["processor_ms"], result["seconds_to_open"], result["memory_mb"]] if not number else []
            )
            figures = [times[k] for k in ("records", "p50_ms", "p95_ms", "p99_ms")]
            rows.append(
                [f"{result['registry_names']:,}", name, *map(str, figures), *map(str, whole or [""] * 3)]
            )
    return "\n".join([INTRODUCTION.format(command=command, machine=machine), table(HEAD, rows)])
