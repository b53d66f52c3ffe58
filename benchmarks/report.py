"""Write benchmarks/RESULTS.md from what was measured in one run."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.city import CityResult

RESULTS = Path(__file__).parent / "RESULTS.md"

HEAD = """# Results

Written by `make bench`; every figure below comes from that one run on one machine ({machine}).
Cities are synthetic (`chanye generate --enterprises N --seed S --noise PROFILE`). `development` was
used while building; `final` was not looked at. Precision counts automatic matches, recall the mentions
whose firm is in a registry list. A mention is one cell of one row.
"""


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(r) + " |" for r in (head, ["---"] * len(head), *rows)]
    return "\n".join(lines)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


def quality_table(results: Sequence[CityResult]) -> str:
    """Return precision and recall, for all mentions and for those without a code."""
    rows = []
    for result in results:
        for name, title in (("all", "all mentions"), ("without_code", "mentions without a code")):
            q = result.quality[name]
            rows.append(
                [
                    f"{result.enterprises:,}",
                    result.noise,
                    title,
                    f"{q['mentions']:,}",
                    _share(q["precision"]),
                    _share(q["recall"]),
                    _share(q["f1"]),
                    _share(q["foreign_rejected"]),
                ]
            )
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
