"""What each level of panel evidence weighs: log2(m / u), counted on names that are certain, without a label.

m is the share of a level among mentions and their own firm, u among the same mentions and other firms of the
same legal form drawn by hash, as Splink estimates u from random pairs. Fellegi and Sunter (1969).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import log2
from typing import Any, Final, NamedTuple

import duckdb
import pyarrow as pa

from resolution.normalise import TEXT, load
from resolution.panel.series import CERTAIN
from resolution.sql import sql

SAMPLE: Final = sql("panel_sample")
LEVELS: Final = sql("panel_levels")
COUNTS: Final = sql("panel_counts")
BITS: Final = sql("panel_bits")

MOST_MENTIONS: Final = 20_000  # that weights are counted on
LEAST_MENTIONS: Final = 200  # in a stratum: fewer say too little of how rare a level is
MOST_BITS: Final = 6.0  # no single piece of evidence decides alone, however rare its level was
SAME_BITS: Final = 10.0  # but one account or certificate comes near it: no two firms have it by chance
FEW_PERIODS: Final = 2  # a mention of so few periods is likely a slip among rows that are typed right
AGAINST: Final = frozenset(("taken", "partly", "elsewhere", "before", "after", "other"))
FOR: Final = frozenset(("goes_on", "same"))

WEIGHT: Final = pa.schema(
    [(n, TEXT) for n in ("dataset", "evidence", "stratum", "level")] + [("bits", pa.float64())]
)


class Weight(NamedTuple):
    """The bits of one level; `dataset` is empty where the evidence is not of one data set."""

    dataset: str
    evidence: str  # series, opened or existed
    stratum: str  # of series: few or many periods
    level: str
    bits: float


Weights = tuple[Weight, ...]
Counts = tuple[int, int]  # mentions beside their own firm, and beside others


def from_data(data: list[list[Any]] | None) -> Weights:
    """Read the weights of a model version; a version that was trained without has none."""
    return tuple(Weight(*row) for row in data or [])


def levels(con: duckdb.DuckDBPyConnection, pair: str) -> None:
    """Create panel_level of the pairs of a table (mention_id, entity_id)."""
    con.execute(LEVELS.format(pair=pair, few=FEW_PERIODS))


def learn(con: duckdb.DuckDBPyConnection) -> Weights:
    """Count m and u on what is decided for certain; none of what too few mentions speak of."""
    con.execute(SAMPLE, {"certain": list(CERTAIN), "most": MOST_MENTIONS})
    levels(con, "panel_sample")
    counted: dict[tuple[str, str, str], dict[str, Counts]] = defaultdict(dict)
    for dataset, evidence, stratum, level, same, other in con.execute(COUNTS).fetchall():
        counted[dataset, evidence, stratum][level] = (same, other)
    con.execute("DROP TABLE panel_sample; DROP TABLE panel_level")
    return weights_of(counted)


def weights_of(counted: Mapping[tuple[str, str, str], Mapping[str, Counts]]) -> Weights:
    """Return what counts by data set, evidence and stratum weigh, level by level.

    A stratum of too few mentions leans on the others of its evidence; what too few speak of weighs nothing.
    """
    found: list[Weight] = []
    for (dataset, evidence, stratum), counts in sorted(counted.items()):
        if _named(counts) < LEAST_MENTIONS:  # the other stratum says more of it than its own few names
            strata = [c for key, c in counted.items() if key[:2] == (dataset, evidence)]
            counts = _together(strata)
        if _named(counts) >= LEAST_MENTIONS:
            found += [Weight(dataset, evidence, stratum, *w) for w in _weights(counts)]
    return tuple(found)


def _named(counts: Mapping[str, Counts]) -> int:
    """How many mentions stand beside their own firm."""
    return sum(same for same, _ in counts.values())


def _together(strata: Iterable[Mapping[str, Counts]]) -> Mapping[str, Counts]:
    found: dict[str, Counts] = {}
    for counts in strata:
        for level, (same, other) in sorted(counts.items()):
            before = found.get(level, (0, 0))
            found[level] = (before[0] + same, before[1] + other)
    return found


def _weights(counts: Mapping[str, Counts]) -> list[tuple[str, float]]:
    """Return level and bits, half a case added to each count."""
    all_same, all_other = (0.5 * len(counts) + sum(c[i] for c in counts.values()) for i in (0, 1))
    return [
        (level, _bits(level, (same + 0.5) / all_same, (other + 0.5) / all_other))
        for level, (same, other) in sorted(counts.items())
    ]


def _bits(level: str, m: float, u: float) -> float:
    """Return log2(m / u), never against what a level is known to say."""
    lowest = 0.0 if level in FOR else -MOST_BITS
    highest = 0.0 if level in AGAINST else SAME_BITS if level == "same" else MOST_BITS
    return round(max(lowest, min(highest, log2(m / u))), 4)


def weigh(con: duckdb.DuckDBPyConnection, weights: Weights, pair: str) -> None:
    """Create panel (mention_id, entity_id, dataset, evidence, level, bits) of the pairs of a table."""
    load(con, "panel_weight", WEIGHT, [list(weights)])
    levels(con, pair)
    con.execute(BITS)
    con.execute("DROP TABLE panel_level")
