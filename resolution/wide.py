"""Wide candidates: names that share rare characters, and full names that hold a short one."""

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any, Final

import duckdb
import pyarrow as pa

from core.beside import LEAST, begin
from core.duck import one_thread
from resolution.arrow_rows import places
from resolution.grams import Ints
from resolution.likely import Found, Likely, Shorts, Texts, drop, find, hold, measure
from resolution.subsequence import is_short

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


_NUMBERS: Final = count()


class Wide:
    """The two sides' texts, for finding pairs and then measuring all pairs.

    The helper holds the vectors of a long registry and works while this process does something else: make
    this once registry_side stands, call `ask` once mention_side does, and `add_pairs` when pairs are wanted.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con, self.number = con, next(_NUMBERS)
        self.registry = _texts(con, "registry_side")
        self.mention: dict[str, list[Any]] = {}
        self.away = len(self.registry["norm"]) >= LEAST and not one_thread(con)
        self.here: Likely | None = None
        self.found: Callable[[], list[Found] | None] = lambda: None
        self.short = pa.table({n: pa.array([], pa.string()) for n in PAIR})
        if self.away:
            begin(hold, [(self.number, self._of_registry())])

    def _of_registry(self) -> Texts:
        return Texts(self.registry["core"], self.registry["norm"])

    def _of_mentions(self) -> tuple[Texts, Shorts]:
        known = self.mention
        shorts = [
            (i, n) for i, (n, f) in enumerate(zip(known["norm"], known["form"], strict=True)) if is_short(f)
        ]
        return Texts(known["core"], known["norm"]), shorts

    def ask(self) -> None:
        """Read mention_side and begin to look for its pairs."""
        self.mention = _texts(self.con, "mention_side")
        if self.away:
            self.found = begin(find, [(self.number, *self._of_mentions())])

    def _look(self) -> Found:
        """Return what the helper found, or find it here where there is none."""
        found = self.found()
        if found:
            return found[0]
        self.here = Likely(self._of_registry())
        return self.here.find(*self._of_mentions())

    def _pairs(self, left: Sequence[int] | Ints, right: Sequence[int] | Ints) -> pa.Table:
        keys = (pa.array(s["unique_id"], pa.string()) for s in (self.mention, self.registry))
        taken = (k.take(pa.array(rows, pa.int64())) for k, rows in zip(keys, (left, right), strict=True))
        return pa.table(dict(zip(PAIR, taken, strict=True)))

    def add_pairs(self, first: int) -> None:
        """Add the pairs of the three wide rules to `pair`, numbered from `first`."""
        found = self._look()
        if not self.mention["unique_id"] or not self.registry["unique_id"]:
            return
        _insert(self.con, self._pairs(*found.core), first, "core_grams")
        _insert(self.con, self._pairs(*found.name), first + 1, "name_grams")
        self.short = self._pairs(*found.short)
        _insert(self.con, self.short, first + 2, "short_name")

    def measure(self, con: duckdb.DuckDBPyConnection) -> None:
        """Create `likeness`: the cosines of each pair in `blocked`, and 1 where a full name holds a short."""
        pairs = con.sql(
            "SELECT mention_key, registry_key FROM blocked ORDER BY mention_key, registry_key"
        ).to_arrow_table()
        left = places(pairs.column(0), self.mention["unique_id"])
        right = places(pairs.column(1), self.registry["unique_id"])
        core, name = self._cosines(left, right)
        measured = pairs.append_column("core_cosine", pa.array(core))
        measured = measured.append_column("name_cosine", pa.array(name))
        con.register("wide_measured", measured)
        con.register("wide_short", self.short)
        con.execute(LIKENESS)
        con.unregister("wide_measured")
        con.unregister("wide_short")

    def _cosines(self, left: Any, right: Any) -> tuple[Any, Any]:  # noqa: ANN401  # arrays
        if self.here is None:
            found = begin(measure, [(self.number, left, right)])()
            begin(drop, [self.number])
            if found:
                return found[0]
            self.here = Likely(self._of_registry())  # the helper died since
            self.here.find(*self._of_mentions())
        return self.here.cosines(left, right)
