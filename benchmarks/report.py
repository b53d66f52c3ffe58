"""Write benchmarks/RESULTS.md from what was measured in one run."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.city import CityResult

RESULTS = Path(__file__).parent / "RESULTS.md"

HEAD = """# Results

Written by `make bench`; every figure below comes from that one run on one machine ({machine}).
Cities are synthetic (`chanye generate --enterprises N --seed S --noise PROFILE`). `development` was
used while building; `final` was not looked at. Precision counts automatic matches, recall the mentions
whose firm is in a registry list.
"""


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(r) + " |" for r in (head, ["---"] * len(head), *rows)]
    return "\n".join(lines)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


SCOPES = {
    "全部（按行）": "all cells",
    "全部（按不同提及）": "all distinct mentions",
    "无代码（按行）": "cells without a code",
    "无代码（按不同提及）": "distinct mentions without a code",
}


def quality_table(results: Sequence[CityResult]) -> str:
    """Return precision and recall: cells and distinct mentions, all and those without a code."""
    rows = [
        [
            f"{result.enterprises:,}",
            result.noise,
            SCOPES[q["scope"]],
            f"{q['mentions']:,}",
            _share(q["precision"]),
            _share(q["recall"]),
            _share(q["f1"]),
            _share(q["rejection"]),
        ]
        for result in results
        for q in result.quality["overall"]
    ]
    head = ["enterprises", "noise", "what", "mentions", "precision", "recall", "F1", "foreign rejected"]
    return _table(head, rows)


def stage_table(results: Sequence[CityResult]) -> str:
    """Return seconds and peak memory of every stage."""
    rows = [
        [f"{r.enterprises:,}", r.noise, s.stage, f"{s.seconds:.1f}", f"{s.peak_mib:,.0f}"]
        for r in results
        for s in r.stages
    ]
    return _table(["enterprises", "noise", "stage", "seconds", "peak MiB"], rows)


def write_report(results: Sequence[CityResult], machine: str, path: Path = RESULTS) -> None:
    """Write the report; `machine` says cores and memory, nothing that names the machine."""
    parts = [
        HEAD.format(machine=machine),
        "## Resolution against the truth\n",
        quality_table(results),
        "\n## Time and peak memory per stage\n",
        stage_table(results),
    ]
    path.write_text("\n".join(parts) + "\n", encoding="utf-8")
