"""What each level of panel evidence weighs: log2(m / u), counted on names that are certain, without a label.

m is the share of a level among mentions and their own firm, u among the same mentions and other firms of the
same legal form drawn by hash, as Splink estimates u from random pairs. Fellegi and Sunter (1969).
"""

from collections import defaultdict
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
FEW_PERIODS: Final = 2  # a mention of so few periods is likely a slip among rows that are typed right
AGAINST: Final = frozenset(("taken", "partly", "elsewhere", "before", "after"))
FOR: Final = frozenset(("goes_on",))

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


def from_data(data: list[list[Any]] | None) -> Weights:
    """Read the weights of a model version; a version that was trained without has none."""
    return tuple(Weight(*row) for row in data or [])


def levels(con: duckdb.DuckDBPyConnection, pair: str) -> None:
    """Create panel_level of the pairs of a table (mention_id, entity_id)."""
    con.execute(LEVELS.format(pair=pair, few=FEW_PERIODS))


def learn(con: duckdb.DuckDBPyConnection) -> Weights:
    """Count m and u on what is decided for certain; none where a stratum has too few mentions."""
    con.execute(SAMPLE, {"certain": list(CERTAIN), "most": MOST_MENTIONS})
    levels(con, "panel_sample")
    strata: dict[tuple[str, str, str], list[tuple[str, int, int]]] = defaultdict(list)
    for dataset, evidence, stratum, level, same, other in con.execute(COUNTS).fetchall():
        strata[dataset, evidence, stratum].append((level, same, other))
    con.execute("DROP TABLE panel_sample; DROP TABLE panel_level")
    found = []
    for key, counted in sorted(strata.items()):
        half = 0.5 * len(counted)
        all_same, all_other = half + sum(c[1] for c in counted), half + sum(c[2] for c in counted)
        if all_same >= LEAST_MENTIONS:
            for level, same, other in counted:
                bits = _bits(level, (same + 0.5) / all_same, (other + 0.5) / all_other)
                found.append(Weight(*key, level, bits))
    return tuple(found)


def _bits(level: str, m: float, u: float) -> float:
    """Return log2(m / u), never against what a level is known to say."""
    lowest = 0.0 if level in FOR else -MOST_BITS
    highest = 0.0 if level in AGAINST else MOST_BITS
    return round(max(lowest, min(highest, log2(m / u))), 4)


def weigh(con: duckdb.DuckDBPyConnection, weights: Weights, pair: str) -> None:
    """Create panel (mention_id, entity_id, dataset, evidence, level, bits) of the pairs of a table."""
    load(con, "panel_weight", WEIGHT, [list(weights)])
    levels(con, pair)
    con.execute(BITS)
    con.execute("DROP TABLE panel_level")
