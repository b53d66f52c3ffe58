"""Scoring candidates by Splink and the arbiter, and deciding every mention that is still open."""

from typing import Final

import duckdb
import pyarrow as pa

from core.duck import one_thread
from resolution.arbiter.decide import Ruling, Shown, decide
from resolution.arbiter.matrix import Matrix, build, read_registry
from resolution.arbiter.pairs import Pairs, choose, fetch
from resolution.arbiter.version import Arbiter, shipped
from resolution.ladder import Ladder
from resolution.model import Parameters, first_parameters, prior, settings
from resolution.normalise import TEXT, load
from resolution.splink_linker import open_linker, score
from resolution.sql import sql
from resolution.weighed import recall

SPLINK_PAIRS: Final = sql("predict_splink_pairs")
CANDIDATES: Final = sql("predict_candidates")
DECIDE: Final = sql("predict_decide")
REST: Final = sql("predict_rest")

_NUMBERS: Final = {
    "rank": pa.int32(),
    "weight": pa.float64(),
    "margin": pa.float64(),
    "probability": pa.float64(),
}
RULINGS: Final = pa.schema([(n, _NUMBERS.get(n, TEXT)) for n in Ruling._fields])
SHOWN: Final = pa.schema([(n, _NUMBERS.get(n, TEXT)) for n in Shown._fields])


def choose_pairs(con: duckdb.DuckDBPyConnection, ladder: Ladder, parameters: Parameters, names: int) -> None:
    """Create arbiter_pair: the blocked pairs weighed by Splink, the best of each mention."""
    con.execute(SPLINK_PAIRS)
    linker = open_linker(con, settings(parameters, prior(ladder, names)), "mention_side", "registry_side")
    choose(con, score(linker, "splink_pair"))


def evidence(
    con: duckdb.DuckDBPyConnection,
    ladder: Ladder,
    parameters: Parameters,
    names: int,
    *,
    alone: bool = False,
) -> tuple[Pairs, Matrix]:
    """Return the pairs that the arbiter looks at, and their features; needs both sides and `blocked`.

    `alone` keeps the work in this process.
    """
    choose_pairs(con, ladder, parameters, names)
    pairs = fetch(con)
    return pairs, build(pairs, read_registry(con), alone)


def predict(
    con: duckdb.DuckDBPyConnection,
    ladder: Ladder,
    parameters: Parameters,
    names: int,
    version: int,
    arbiter: Arbiter | None = None,
) -> None:
    """Score the blocked pairs, keep the best candidates, and decide every mention that is still open.

    An arbiter knows the weights of the Splink parameters that it was trained beside: where none is given,
    the shipped one decides with the shipped parameters. Adds to `decided`; creates `candidate`.
    """
    rulings: list[Ruling] = []
    shown: list[Shown] = []
    if con.execute("SELECT 1 FROM mention_side LIMIT 1").fetchall():
        used = parameters if arbiter else first_parameters()
        pairs, matrix = evidence(con, ladder, used, names, alone=one_thread(con))
        rulings, shown = decide(pairs, matrix, arbiter or shipped(), ladder.candidates_kept)
    load(con, "ruling", RULINGS, [rulings])
    load(con, "shown", SHOWN, [shown])
    con.execute(CANDIDATES)
    recall(con)
    con.execute(DECIDE, [version])
    con.execute(REST)
