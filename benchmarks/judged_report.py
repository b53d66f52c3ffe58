"""The section of the report on what judgements teach."""

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.judged import run_judged
from benchmarks.made_city import made_city
from benchmarks.report import table

INTRODUCTION = """## What judgements teach

`{command}` ({machine}). An oracle steward who knows the truth answers the first cases of the queue in each
order; then the arbiter is trained again. Measured is what it learned, on the open mentions that nobody was
asked about (that the answers themselves bind comes on top); before → after. The queue held {queue} cases.
"""

COLUMNS = {
    "matched": "{:,.0f}", "wrong": "{:.0f}", "precision": "{:.4f}", "recall": "{:.4f}", "swept": "{:.4f}",
    "queue": "{:,.0f}", "log_loss": "{:.4f}", "brier": "{:.4f}",
}  # fmt: skip
HEAD = [
    "order", "answers", "of them yes", "matched", "wrong", "precision", "recall",
    "recall at precision ≥ 0.995", "waiting", "log loss (bits)", "Brier",
]  # fmt: skip


def run_city_judged(size: int, noise: str, seed: int, counts: Sequence[int]) -> list[dict[str, Any]]:
    """Generate, ingest and resolve a city, and measure what its queue can teach."""
    with made_city(size, noise, seed) as city:
        return run_judged(city.home, city.truth, counts)


def judged_section(rows: Sequence[Mapping[str, Any]], command: str, machine: str) -> str:
    """Return the section."""
    lines = []
    for row in rows:
        cells = [
            " → ".join(form.format(row[when][key]) for when in ("before", "after"))
            for key, form in COLUMNS.items()
        ]
        lines.append([row["order"], str(row["answers"]), str(row["yes"]), *cells])
    head = INTRODUCTION.format(command=command, machine=machine, queue=rows[0]["queue"])
    return "\n".join([head, table(HEAD, lines)])
