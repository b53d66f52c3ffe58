"""Wide candidates: names that share rare characters, and full names that hold a short one."""

from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa

from resolution import subsequence
from resolution.grams import Grams, cosines, nearest, vectors

CORE_BEST: Final = 10
NAME_BEST: Final = 5
PAIR: Final = ("mention_key", "registry_key")
LIKENESS: Final = """
CREATE OR REPLACE TABLE likeness AS
SELECT m.*, (s.mention_key IS NOT NULL)::INTEGER AS short
FROM wide_measured m LEFT JOIN wide_short s USING (mention_key, registry_key)
"""


def _texts(con: duckdb.DuckDBPyConnection, side: str) -> dict[str, list[Any]]:
    found = con.sql(f"SELECT unique_id, core, norm, form FROM {side} ORDER BY unique_id").to_arrow_table()
    return {name: found.column(name).to_pylist() for name in found.column_names}


def _insert(con: duckdb.DuckDBPyConnection, pairs: pa.Table, number: int, rule: str) -> None:
    con.register("wide_pairs", pairs)
    con.execute(
        "INSERT INTO pair SELECT DISTINCT mention_key, registry_key, ?, ? FROM wide_pairs", [number, rule]
    )
    con.unregister("wide_pairs")


class Wide:
    """The two sides' texts and their vectors, for finding pairs and then measuring all pairs."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con
        self.mention, self.registry = _texts(con, "mention_side"), _texts(con, "registry_side")
        self.core: Grams = vectors(self.mention["core"], self.registry["core"], 1, 2)
        self.name: Grams = vectors(self.mention["norm"], self.registry["norm"], 2, 3)
        self.short = pa.table({n: pa.array([], pa.string()) for n in PAIR})

    def _pairs(self, left: Any, right: Any) -> pa.Table:  # noqa: ANN401  # arrays or lists of row numbers
        keys = (np.array(s["unique_id"], dtype=object) for s in (self.mention, self.registry))
        columns = [k[np.asarray(rows, dtype=np.int64)] for k, rows in zip(keys, (left, right), strict=True)]
        return pa.table({n: pa.array(c, type=pa.string()) for n, c in zip(PAIR, columns, strict=True)})

    def add_pairs(self, first: int) -> None:
        """Add the pairs of the three wide rules to `pair`, numbered from `first`."""
        if not self.mention["unique_id"] or not self.registry["unique_id"]:
            return
        _insert(self.con, self._pairs(*nearest(self.core, CORE_BEST)), first, "core_grams")
        _insert(self.con, self._pairs(*nearest(self.name, NAME_BEST)), first + 1, "name_grams")
        shorts = [
            (i, n)
            for i, (n, f) in enumerate(zip(self.mention["norm"], self.mention["form"], strict=True))
            if subsequence.is_short(f)
        ]
        held = subsequence.pairs(shorts, self.registry["norm"])
        self.short = self._pairs([a for a, _ in held], [b for _, b in held])
        _insert(self.con, self.short, first + 2, "short_name")

    def measure(self) -> None:
        """Create `likeness`: the cosines of each pair in `blocked`, and 1 where a full name holds a short."""
        rows = {
            n: {k: i for i, k in enumerate(s["unique_id"])}
            for n, s in (("m", self.mention), ("r", self.registry))
        }
        pairs = self.con.sql(
            "SELECT mention_key, registry_key FROM blocked ORDER BY mention_key, registry_key"
        ).to_arrow_table()
        left = np.fromiter(
            (rows["m"][k] for k in pairs.column(0).to_pylist()), dtype=np.int64, count=len(pairs)
        )
        right = np.fromiter(
            (rows["r"][k] for k in pairs.column(1).to_pylist()), dtype=np.int64, count=len(pairs)
        )
        measured = pairs.append_column("core_cosine", pa.array(cosines(self.core, left, right)))
        measured = measured.append_column("name_cosine", pa.array(cosines(self.name, left, right)))
        self.con.register("wide_measured", measured)
        self.con.register("wide_short", self.short)
        self.con.execute(LIKENESS)
        self.con.unregister("wide_measured")
        self.con.unregister("wide_short")
