"""How long a graph takes to load, in full and what changed, and whether both come to the same state.

`python -m benchmarks.graph_load [--decisions N ...] [--write]`, with CHANYE_HOME naming an installation that
is resolved. It loads everything, then for each number the same run with so many matches of small lists taken
back to review, and the run as it is again: both write what differs, and each way back must come to the state
of the beginning.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb

from benchmarks.report import machine, table, write_section
from core.errors import ChanyeError
from core.settings import Settings, get_settings
from graph_model.inputs import MASS
from graph_model.load import load_run
from resolution.tables import NOTE, Resolved, files, latest
from store.ledger import Ledger

ALL, BACK = "all, by import", "as it was"
HEAD: Final = ("load", "rows written", "s", "CPU s", "peak MiB", "steps")
STEP: Final = re.compile(r"^  (.+)：([0-9.]+) 秒$", re.MULTILINE)
TEXT: Final = """## Loading the graph

`python -m benchmarks.graph_load --decisions {decisions}` ({machine}): {rows:,} rows of the graph of {firms:,}
enterprises, first all by import, then so many matches of small lists taken back to review, and the graph as
it was. The smaller number is such that about 10,000 rows of the graph change. {same}

"""
TAKEN_BACK: Final = """
COPY (
    SELECT m.* REPLACE (CASE WHEN c.mention_id IS NULL THEN m.decision ELSE 'review' END AS decision)
    FROM read_parquet($match) m LEFT JOIN chosen c USING (mention_id) ORDER BY m.mention_id
) TO '{file}' (FORMAT parquet, COMPRESSION zstd)
"""
CHOSEN: Final = """
CREATE TABLE chosen AS
SELECT m.mention_id FROM read_parquet($match) m JOIN read_parquet($sources) s USING (mention_id)
WHERE m.decision = 'match' AND m.known_to IS NULL AND m.entity_id LIKE 'ent%'
GROUP BY m.mention_id HAVING NOT bool_or(list_contains($left_out, s.dataset))
ORDER BY m.mention_id LIMIT $decisions
"""
REGISTRIES: Final = ("company_registration", "sole_proprietor", "tax_registration")


class Done(NamedTuple):
    """What one load took, and what it said."""

    name: str
    seconds: float
    cpu: float
    peak: float
    steps: str
    said: dict[str, Any]

    @property
    def row(self) -> list[str]:
        """The line of the table."""
        changed = self.said.get("changed")
        rows = sum(self.said["counts"].values()) if changed is None else changed
        told = [f"{rows:,}", f"{self.seconds:.0f}", f"{self.cpu:.0f}", f"{self.peak:.0f}"]
        return [self.name, *told, self.steps]


def one(name: str, *options: str) -> Done:
    """Load in a process of its own."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        start = time.perf_counter()
        command = [sys.executable, "-m", "benchmarks.graph_load", *options]
        process = subprocess.Popen(command, cwd=Path(__file__).parents[1], stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        told = err.read()
        if process.returncode:
            raise ChanyeError(f"{name}：{told.strip()[-2000:]}")
        steps = ", ".join(f"{step} {spent}" for step, spent in STEP.findall(told))
        cpu = usage.ru_utime + usage.ru_stime
        return Done(name, seconds, cpu, usage.ru_maxrss / 1024, steps, json.loads(out.read()))


def take_back(settings: Settings, resolved: Resolved, decisions: int) -> Path:
    """Make the folder of a run with some matches in review; all other tables are linked."""
    folder = settings.resolved / ".taken-back"
    shutil.rmtree(folder, ignore_errors=True)
    left_out = shutil.ignore_patterns("match.parquet", NOTE, "kept")
    shutil.copytree(resolved.folder, folder, ignore=left_out, copy_function=os.link)
    with duckdb.connect() as con:
        match = files(resolved.folder, "match")
        values = {"match": match, "sources": files(resolved.folder, "mention_source"), "decisions": decisions}
        con.execute(CHOSEN, {**values, "left_out": [*MASS, *REGISTRIES]})
        con.execute(TAKEN_BACK.format(file=str(folder / "match.parquet")), {"match": match})
    note = json.loads((resolved.folder / NOTE).read_text(encoding="utf-8"))
    note["match"]["hash"] = "taken back"
    (folder / NOTE).write_text(json.dumps(note), encoding="utf-8")
    return folder


def load_here(via: str, folder: str | None) -> None:
    """Load the newest run, or its tables in another folder, and print what came of it."""
    settings = get_settings()
    ledger = Ledger(settings)
    resolved = latest(settings, ledger)
    if folder:
        resolved = Resolved(resolved.run, Path(folder))
    done = load_run(settings, ledger, resolved, "import" if via == "import" else "delta")
    json.dump({"state": done.state_hash, "counts": done.counts, "changed": done.changed}, sys.stdout)


def there_and_back(decisions: int) -> list[Done]:
    """Load with some matches taken back to review, then as it was."""
    settings = get_settings()
    folder = take_back(settings, latest(settings, Ledger(settings)), decisions)
    try:
        there = one(f"{decisions:,} matches taken back", "--via", "delta", "--folder", str(folder))
        return [there, one(BACK, "--via", "delta")]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Load everything, there and back, print the table and, if asked, write it into the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, nargs="+", default=[900, 4000])
    parser.add_argument("--write", action="store_true", help="write the section of benchmarks/RESULTS.md")
    parser.add_argument("--via", choices=("import", "delta"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    parser.add_argument("--changes-only", action="store_true", help="the graph is loaded already")
    asked = parser.parse_args()
    if asked.via:
        load_here(asked.via, asked.folder)
        return
    done = [] if asked.changes_only else [one(ALL, "--via", "import")]
    for decisions in asked.decisions:
        done += there_and_back(decisions)
    same = len({d.said["state"] for d in done if d.name in (ALL, BACK)}) == 1
    counts = done[-1].said["counts"]
    text = TEXT.format(
        decisions=" ".join(map(str, asked.decisions)),
        machine=machine(),
        rows=sum(counts.values()),
        firms=counts["node_Enterprise"],
        same=f"The state hash at the end {'is' if same else 'IS NOT'} that of the load of everything.",
    ) + table(HEAD, [d.row for d in done])
    sys.stdout.write(text + "\n")
    if asked.write:
        write_section("graph_load", text)


if __name__ == "__main__":
    main()
