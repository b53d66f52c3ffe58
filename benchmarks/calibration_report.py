"""The section of the report on said probabilities: what the model said, and how much of it was right."""

from collections.abc import Sequence

from benchmarks.city import CityResult
from benchmarks.report import table

PARTS = {
    "全部": "all that the model decided", "自动匹配": "matched", "待复核": "waits for review",
    "重名或未匹配": "ambiguous or none",
}  # fmt: skip

INTRODUCTION = """## Said probabilities

`{command}` ({machine}). Distinct mentions that the model decided: the probability said of the first
candidate against the share where it is the right firm, with its Wilson interval (95 %), by decision and by
tenths of the probability; Brier score, and the expected calibration error over the tenths.
"""


def calibration_section(results: Sequence[CityResult], command: str, machine: str) -> str:
    """Return the section."""
    rows = [
        [
            f"{r.enterprises:,}", r.noise, PARTS.get(row["part"], row["part"]), f"{row['count']:,}",
            f"{row['said']:.3f}", f"{row['right']:.3f}", f"{row['low']:.3f}–{row['high']:.3f}",
            *(f"{row[k]:.4f}" if k in row else "" for k in ("brier", "error")),
        ]
        for r in results for row in r.quality["calibration"]
    ]  # fmt: skip
    head = ["enterprises", "noise", "what", "mentions", "said", "right", "interval", "Brier", "error"]
    return "\n".join([INTRODUCTION.format(command=command, machine=machine), table(head, rows)])
