"""Run one command as its own process and measure it: seconds and peak memory."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import ChanyeError

CHANYE = Path(sys.executable).with_name("chanye")
GOOD_EXITS = (0, 3)
"""3: done, but some input was refused, as it must be with a city's bad rows."""


@dataclass(frozen=True)
class Measure:
    """What one stage took: wall and CPU seconds, and the peak resident memory of it or a child, in MiB."""

    stage: str
    seconds: float
    peak_mib: float
    output: str
    cpu: float = 0.0


def measure(stage: str, arguments: Sequence[str], environment: Mapping[str, str]) -> Measure:
    """Run `chanye ARGUMENTS` and measure it; a failing command raises with the end of what it said."""
    return measure_command(stage, [str(CHANYE), *arguments], environment)


def measure_command(stage: str, command: Sequence[str], environment: Mapping[str, str]) -> Measure:
    """Run any command from the root of the work tree and measure it likewise."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            env={**os.environ, **environment},
            cwd=Path(__file__).parents[1],
            stdout=out,
            stderr=err,
        )
        # wait4 instead of wait: it alone tells what this one child used.
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode not in GOOD_EXITS:
            said = err.read().strip()[-2000:]
            name = Path(command[0]).name
            raise ChanyeError(f"{name} {' '.join(command[1:])} 以 {process.returncode} 结束：{said}")
        cpu = usage.ru_utime + usage.ru_stime
        return Measure(stage, seconds, usage.ru_maxrss / 1024, out.read(), cpu)
