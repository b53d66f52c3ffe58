"""The section of the report that sets ours beside the peers."""

from statistics import median

from benchmarks.measures import PRECISION
from benchmarks.peers.compare import QUICK, Comparison, PeerResult
from benchmarks.report import share, table

HEAD = [
    "matcher", "rows", "precision", "recall", "foreign rejected", f"recall at precision ≥ {PRECISION}",
    "foreign rejected there", "ours at its recall: precision", "ours at its recall: foreign rejected",
    "rows/s: median (best)", "runs", "peak MiB", "settings",
]  # fmt: skip

INTRODUCTION = """## Beside other matchers

`{command}` ({machine}): a city of {size}.
The list holds the distinct mentions that no valid code settles, the registry the city's firms with their
former names (for the peers a row for each name). Ours is `chanye match LIST --registry REGISTRY`, without a
look at the rest of the city. Precision, recall and foreign firms rejected are those of automatic decisions,
at the threshold that a matcher recommends; the next two columns sweep its score instead, and 0 means that no
score reaches the precision. Who accepts next to nothing is seldom wrong and rejects nearly every foreign
firm, so precision and rejection compare at one recall only: the columns "ours at its recall" sweep our score,
past what we decide ourselves if need be, until ours finds as much over the same rows as the peer finds at its
own threshold; a dash says that the peer finds nothing, or more than any of our scores does.

Rows a second and memory are of the whole process, start to end, for all alike: the interpreter and its
packages are loaded, the files read, the answers written; each may use both cores. Matchers that take at most
{quick:.0f} seconds run in turn, one after the other and then from the first again, so that what else the
machine does meets all alike; the others run once.
"""


def _row(result: PeerResult) -> list[str]:
    found = result.figures
    if found is None:
        return [result.peer.title, "–", *["–"] * 10, "did not run: see below"]
    return [
        result.peer.title,
        f"{found.rows:,}",
        share(found.precision),
        share(found.recall),
        share(found.rejected),
        share(found.swept_recall),
        share(found.swept_rejected),
        share(result.ours and result.ours.precision),
        share(result.ours and result.ours.rejected),
        f"{found.rows / median(result.seconds):,.0f} ({found.rows / min(result.seconds):,.0f})",
        str(len(result.seconds)),
        f"{result.peak_mib:,.0f}",
        result.peer.settings,
    ]


def peers_section(comparison: Comparison, command: str, machine: str) -> str:
    """Return the section, with a line for each peer that did not run."""
    size = f"{comparison.enterprises:,} enterprises, noise `{comparison.noise}`, seed {comparison.seed}"
    remarks = [
        f"- {r.peer.title} ({r.peer.package}). {r.peer.remark}".rstrip()
        for r in comparison.results
        if r.peer.package
    ]
    faults = [
        f"\n{r.peer.title} did not run here: {' '.join(r.fault.split())}"
        for r in comparison.results
        if r.fault
    ]
    told = INTRODUCTION.format(command=command, machine=machine, size=size, quick=QUICK)
    return "\n".join([told, table(HEAD, [_row(r) for r in comparison.results]), "", *remarks, *faults])
