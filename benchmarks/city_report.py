"""The section of the report on whole cities: quality against the truth, seconds and memory of each stage."""

from collections.abc import Sequence

from benchmarks.city import CityResult
from benchmarks.report import share, table

SCOPES = {
    "全部（按行）": "all cells",
    "全部（按不同提及）": "all distinct mentions",
    "无代码（按行）": "cells without a code",
    "无代码（按不同提及）": "distinct mentions without a code",
}

INTRODUCTION = """## {title}

`{command}` ({machine}). Precision counts automatic matches, recall the mentions whose firm is in a registry
list; `shown` is the share of matched and reviewed mentions of listed firms that name the right firm or show
it among the candidates, `queue` the share that waits for a person.
"""


def quality_table(results: Sequence[CityResult]) -> str:
    """Return precision and recall: cells and distinct mentions, all and those without a code."""
    rows = [
        [
            f"{result.enterprises:,}",
            result.noise,
            SCOPES[q["scope"]],
            f"{q['mentions']:,}",
            *(share(q[k]) for k in ("precision", "recall", "f1", "rejection", "shown", "queue")),
        ]
        for result in results
        for q in result.quality["overall"]
    ]
    head = [
        "enterprises",
        "noise",
        "what",
        "mentions",
        "precision",
        "recall",
        "F1",
        "foreign rejected",
        "shown",
        "queue",
    ]
    return table(head, rows)


def stage_table(results: Sequence[CityResult]) -> str:
    """Return seconds and peak memory of every stage."""
    rows = [
        [f"{r.enterprises:,}", r.noise, s.stage, f"{s.seconds:.1f}", f"{s.peak_mib:,.0f}"]
        for r in results
        for s in r.stages
    ]
    return table(["enterprises", "noise", "stage", "seconds", "peak MiB"], rows)


TITLE = "Resolution against the truth"


def city_section(results: Sequence[CityResult], command: str, machine: str, title: str = TITLE) -> str:
    """Return the section; `machine` says cores and memory."""
    stages = ["\n### Time and peak memory per stage\n", stage_table(results)]
    return "\n".join(
        [INTRODUCTION.format(title=title, command=command, machine=machine), quality_table(results), *stages]
    )
