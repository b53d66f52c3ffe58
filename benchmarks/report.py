"""Write benchmarks/RESULTS.md, section by section: each from one run of the command that it names."""

import argparse
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from core.logs import configure_logging
from core.settings import Settings

RESULTS = Path(__file__).parent / "RESULTS.md"

HEAD = """# Results

Each section is written by the command that it names, from one run on one machine. Cities are synthetic
(`chanye generate --enterprises N --seed S --noise PROFILE`). `development` was used while building; `final`
is kept for figures: nothing is tuned on it. A section stands as its command last wrote it: where the program
has changed since, run the command again.
"""

SECTIONS = (
    *("city", "large", "calibration", "judged", "lists", "peers", "live"),
    *("chains", "flags", "deliveries", "tickets", "graph_load", "queries", "relations", "febrl"),
)
"""In the order of the page; a section that no run has written yet is left out."""


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = ["| " + " | ".join(r) + " |" for r in (head, ["---"] * len(head), *rows)]
    return "\n".join(lines)


def share(value: float | None) -> str:
    """Return a share with four places, a dash where there is none."""
    return "–" if value is None else f"{value:.4f}"


def machine() -> str:
    """Say cores, memory and load of this machine, nothing that names it."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = f"load average {os.getloadavg()[2]:.1f} over the last quarter of an hour"
    return f"{os.cpu_count()} cores, {memory:.0f} GiB of memory, {load}"


def read_sections(path: Path = RESULTS) -> dict[str, str]:
    """Return the sections that stand in a report, by name."""
    if not path.is_file():
        return {}
    found = re.findall(r"<!-- (\w+) -->\n(.*?)\n<!-- end -->", path.read_text(encoding="utf-8"), re.DOTALL)
    return dict(found)


def write_section(name: str, text: str, path: Path = RESULTS) -> None:
    """Put a section in the place of the one of its name; the others stay as they are."""
    sections = read_sections(path) | {name: text.strip()}
    parts = [f"<!-- {n} -->\n{sections[n]}\n<!-- end -->\n" for n in SECTIONS if n in sections]
    path.write_text("\n".join([HEAD, *parts]), encoding="utf-8")


def write_city_section(
    name: str, run: Callable[[int, int, str], str], said: str, *, enterprises: int
) -> None:
    """Read the size, seed and noise of a city from the command line, measure it and write its section."""
    parser = argparse.ArgumentParser(description=said)
    parser.add_argument("--enterprises", type=int, default=enterprises)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--noise", default="final")
    given = parser.parse_args()
    configure_logging(Settings(log_level="warning"))
    write_section(name, run(given.enterprises, given.seed, given.noise))
