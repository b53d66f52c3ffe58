"""The section of RESULTS.md on chains: gaps and weak nodes found, firms placed rightly, time per question."""

from benchmarks.chains import VERDICTS, Compared
from benchmarks.report import share, table

TRUTH = """## Chains against the truth

`python -m benchmarks.chains --home HOME --city CITY`, the city by `{made}`
({machine}). The truth is computed from the city's own world (who
lives, in which trade, with which turnover), not from what was delivered; a node's firms are those of the
trades in benchmarks/chains.yaml. Thresholds as in docs/chains.md; one firm's weight is by tax, as on the
board. Visible: so too by what firms declare, without those that neither pay tax nor insure anybody: of
these no source tells a turnover or a sign of life. Hidden: true, but not visible. Invented: neither true
nor so by what firms declare."""
PLANTED = """Planted cases. A planted firm may have closed since: then the case does not hold at the end of
the months, and what is true instead stands above."""
FIRMS = """Firms with a code at the nodes: how many placements the firm's true trade confirms. Grade C is a
word in a business scope, which a firm may hold without making the product."""
TIMES = "Wall time per question, asked twenty times warm, in milliseconds."


def _named(keys: list[str]) -> str:
    return ", ".join(f"`{k}`" for k in keys) or "none"


def chains_section(
    found: dict[str, Compared],
    planted: dict[str, str],
    right: dict[str, tuple[int, int]],
    speed: dict[str, tuple[float, float]],
    made: str,
    machine: str,
) -> str:
    """Return the section's text."""
    verdicts = [
        [
            *(v, VERDICTS[v], str(len(c.true)), _named(c.hidden), str(len(c.visible))),
            *(str(len(c.visible & c.told)), _named(c.missed), _named(c.invented)),
        ]
        for v, c in found.items()
    ]
    cases = []
    for case in ("gap", "few", "dominated", "falling"):
        keys = {k for k, v in planted.items() if v == case}
        holds = keys & found[case].true
        cases.append([case, str(len(keys)), str(len(holds)), str(len(holds & found[case].told))])
    firms = [[g, str(placed), share(confirmed / placed)] for g, (placed, confirmed) in right.items()]
    times = [[f"`{n}`", f"{m * 1000:.0f}", f"{p * 1000:.0f}"] for n, (m, p) in speed.items()]
    parts = [TRUTH.format(made=made, machine=machine)]
    parts += [
        table(["verdict", "said as", "true", "hidden", "visible", "found", "missed", "invented"], verdicts),
        PLANTED,
    ]
    parts += [table(["planted", "nodes", "hold", "found"], cases), FIRMS]
    parts += [table(["grade", "placements", "right"], firms), TIMES]
    return "\n\n".join([*parts, table(["query", "median", "p95"], times)])
