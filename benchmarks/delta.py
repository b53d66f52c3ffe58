"""A month's deliveries resolved upon the run before, and in full: seconds, and that both agree.

    python -m benchmarks.delta CITY HOME

CITY is a folder of `chanye generate` with months after 2023-04, HOME an empty folder for its installations.
Files come in the months of the city's manifest; every month after the first is resolved on both roads.
"""

import csv
import json
import shutil
import sys
from pathlib import Path
from typing import Any, Final

from benchmarks.stages import Measure, measure
from core.errors import ChanyeError

HEADS: Final = (
    "received", "rows of mention_source made", "model decisions taken over",
    "upon the run before: CPU s", "s", "in full: CPU s", "s", "same bytes",
)  # fmt: skip


def received(city: Path) -> dict[str, list[str]]:
    """Return the files of the city by the month in which the last of their sheets came, in order."""
    last: dict[str, str] = {}
    with (city / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            last[row["deliver"]] = max(last.get(row["deliver"], ""), row["received_at"][:7])
    months: dict[str, list[str]] = {}
    for name, month in sorted(last.items()):
        months.setdefault(month, []).append(str(city / "supply" / name))
    return dict(sorted(months.items()))


def _resolve(home: Path, *options: str) -> tuple[Measure, dict[str, Any]]:
    done = measure("resolve", ["resolve", "--format", "json", *options], {"CHANYE_HOME": str(home)})
    return done, json.loads(done.output)


def tables(run: Path) -> dict[str, bytes]:
    """Return the files of a run that readers see, by their path in it."""
    files = (p for p in sorted(run.rglob("*")) if p.is_file() and "kept" not in p.relative_to(run).parts)
    return {str(p.relative_to(run)): p.read_bytes() for p in files}


def month(home: Path, name: str, files: list[str]) -> list[str]:
    """Receive the files of a month, resolve on both roads; return the line of the table."""
    measure("ingest", ["ingest", *files, "--received-at", f"{name}-28"], {"CHANYE_HOME": str(home)})
    copy = home.with_name(f"{home.name}-full")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(home, copy)
    (upon, said), (full, other) = _resolve(home), _resolve(copy, "--full")
    one, two = (h / "resolved" / s["run"]["id"] for h, s in ((home, said), (copy, other)))
    reused = said["reused"]
    whole = reused["rows_taken"] + reused["rows_made"]
    return [
        name, f"{reused['rows_made']:,} of {whole:,}",
        f"{reused['mentions_taken']:,} of {reused['mentions_taken'] + reused['mentions_weighed']:,}",
        f"{upon.cpu:.1f}", f"{upon.seconds:.0f}", f"{full.cpu:.1f}", f"{full.seconds:.0f}",
        "yes" if tables(one) == tables(two) else "NO",
    ]  # fmt: skip


def main(city: Path, folder: Path) -> None:
    """Print the table."""
    first, *later = received(city).items()
    home = folder / "home"
    if home.exists():
        raise ChanyeError(f"{home} 已存在。", advice="请给出一个空文件夹。")
    measure("ingest", ["ingest", *first[1], "--received-at", f"{first[0]}-28"], {"CHANYE_HOME": str(home)})
    _resolve(home)
    print("| " + " | ".join(HEADS) + " |\n|" + "---|" * len(HEADS))
    for name, files in later:
        print("| " + " | ".join(month(home, name, files)) + " |", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
