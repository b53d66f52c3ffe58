"""How long the questions about firms together take on a graph that is served, each asked once.

`python -m benchmarks.relations [--write]`, with CHANYE_HOME naming the installation. Each is a command in a
process of its own, as an analyst runs it: time and memory are those of the command, without Neo4j's.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from benchmarks.report import machine, table, write_section
from core.errors import ChanyeError
from core.settings import get_settings
from graph_model.connect import connect

ENDS: Final = """
MATCH (a:Enterprise)-[:TAKES_PART_IN]->(:Project)<-[:TAKES_PART_IN]-(b:Enterprise)
WHERE a.id < b.id AND a.registered AND b.registered
MATCH (b)-[:TAKES_PART_IN]->(:Project)<-[:TAKES_PART_IN]-(c:Enterprise) WHERE c.id <> a.id
RETURN a.id, c.id LIMIT 1
"""
"""Two firms with a third between them."""
TEXT: Final = """## Relations

`python -m benchmarks.relations` ({machine}) on {firms:,} enterprises: `chanye relation …`, each asked once
and answered over all enterprises of the city. CPU and memory are those of the command, without Neo4j's.

"""


def ask(*words: str) -> list[str]:
    """Ask in a process of its own and return the line of the table."""
    with tempfile.TemporaryFile("w+") as out:
        start = time.perf_counter()
        command = [
            sys.executable,
            "-c",
            "from cli.main import main; main()",
            "relation",
            *words,
            "--format",
            "json",
        ]
        process = subprocess.Popen(command, cwd=Path(__file__).parents[1], stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise ChanyeError(f"chanye relation {' '.join(words)}：{process.returncode}")
        out.seek(0)
        rows = len(json.load(out))
    cpu, peak = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    return [f"`relation {words[0]}`", str(rows), f"{seconds:.0f}", f"{cpu:.0f}", f"{peak:.0f}"]


def main() -> None:
    """Ask every question, print the table and, if asked, write it into the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the section of benchmarks/RESULTS.md")
    asked = parser.parse_args()
    with connect(get_settings()) as session:
        firms = session.run("MATCH (e:Enterprise) RETURN count(e)").single(strict=True)[0]
        ends = session.run(ENDS).single(strict=True).values()
    rows = [ask(*words) for words in (("groups",), ("communities",), ("central",), ("path", *ends))]
    text = TEXT.format(machine=machine(), firms=firms) + table(
        ("command", "rows", "s", "CPU s", "peak MiB"), rows
    )
    sys.stdout.write(text + "\n")
    if asked.write:
        write_section("relations", text)


if __name__ == "__main__":
    main()
