"""Splink's weights of one mention's pairs, from the parameters and the registry's term frequencies."""

from math import log2
from typing import Final

import duckdb
import numpy as np
from numpy.typing import NDArray

from resolution.model import COMPARISONS, Parameters, levels_sql
from resolution.sql import sql
from resolution.waterfall import COLUMNS, FREQUENCIES

LEVELS: Final = sql("live_levels")


class Weigher:
    """Weighs the rows of registry_side against the one row of mention_side, as Splink does."""

    def __init__(self, parameters: Parameters, prior: float) -> None:
        columns = ", ".join(f"m.{c} AS {c}_l, r.{c} AS {c}_r" for c in COLUMNS)
        shares = ", ".join(f"tf_{c}" for c in FREQUENCIES)
        self.query = LEVELS.format(columns=columns, levels=levels_sql(), shares=shares)
        self.start = log2(prior / (1 - prior))
        self.levels: list[dict[str, tuple[float, float, int | None]]] = []  # by comparison and level
        for name, spec in COMPARISONS.items():
            known: dict[str, tuple[float, float, int | None]] = {"missing": (1.0, 1.0, None)}
            for level, (m, u) in zip(spec.levels, parameters[name], strict=True):
                known[level.label] = (m, u, FREQUENCIES.index(level.frequency) if level.frequency else None)
            self.levels.append(known)

    def weigh(self, con: duckdb.DuckDBPyConnection) -> NDArray[np.float64]:
        """Return the weight of each row of registry_side in bits, in the order of unique_id."""
        weights = []
        count = len(self.levels)
        for _, *values in con.execute(self.query).fetchall():
            total = self.start
            for known, label in zip(self.levels, values[:count], strict=True):
                m, u, column = known[label]
                share = None if column is None else values[count + column]
                total += log2(m / (share or u))  # an empty value has no frequency
            weights.append(total)
        return np.array(weights, dtype=np.float64)
