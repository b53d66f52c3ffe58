"""Scoring candidates by Splink and the arbiter, and deciding every mention that is still open."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa

from core.duck import another, one_thread
from resolution.arbiter.decide import Ruling, Scored, Shown, rule, weigh
from resolution.arbiter.matrix import Matrix, Registry, build, read_registry
from resolution.arbiter.pairs import Pairs, choose, fetch
from resolution.arbiter.version import Arbiter, shipped
from resolution.ladder import Ladder
from resolution.model import Parameters, first_parameters, prior
from resolution.normalise import TEXT, load
from resolution.panel.weights import Weights
from resolution.panel.weights import weigh as weigh_panel
from resolution.splink_bits import weigh_pairs
from resolution.sql import sql
from resolution.weighed import recall, recalls

CANDIDATES: Final = sql("predict_candidates")
DECIDE: Final = sql("predict_decide")
REST: Final = sql("predict_rest")
KEEP: Final = sql("predict_keep")
TOTAL: Final = sql("predict_total")
NO_PANEL: Final = sql("predict_no_panel")

_NUMBERS: Final = {
    "rank": pa.int32(),
    "weight": pa.float64(),
    "margin": pa.float64(),
    "probability": pa.float64(),
}
RULINGS: Final = pa.schema([(n, _NUMBERS.get(n, TEXT)) for n in Ruling._fields])
SHOWN: Final = pa.schema([(n, _NUMBERS.get(n, TEXT)) for n in Shown._fields])
_SCORED: Final = {"bits": pa.float64(), "minor": pa.bool_(), "conflict": pa.bool_(), "elsewhere": pa.bool_()}
SCORED: Final = pa.schema([(n, _SCORED.get(n, TEXT)) for n in Scored._fields])


def choose_pairs(con: duckdb.DuckDBPyConnection, ladder: Ladder, parameters: Parameters, names: int) -> None:
    """Create arbiter_pair: the blocked pairs weighed by Splink, the best of each mention."""
    choose(con, weigh_pairs(con, parameters, prior(ladder, names)), ladder.candidates_weighed)


def evidence(
    con: duckdb.DuckDBPyConnection,
    ladder: Ladder,
    parameters: Parameters,
    names: int,
    *,
    alone: bool = False,
    registry: Registry | None = None,
) -> tuple[Pairs, Matrix]:
    """Return the pairs that the arbiter looks at, and their features; needs both sides and `blocked`.

    `alone` keeps the work in this process. `registry` is given by who has counted it already.
    """
    if alone or registry is not None:
        choose_pairs(con, ladder, parameters, names)
        pairs = fetch(con)
        return pairs, build(pairs, registry or read_registry(con), alone)
    with ThreadPoolExecutor(1) as beside:  # the registry is counted while DuckDB weighs
        counted = beside.submit(read_registry, another(con))
        choose_pairs(con, ladder, parameters, names)
        pairs = fetch(con)
        return pairs, build(pairs, counted.result())


def predict(
    con: duckdb.DuckDBPyConnection,
    ladder: Ladder,
    parameters: Parameters,
    names: int,
    version: int,
    arbiter: Arbiter | None = None,
    panel: Weights = (),
    registry: Registry | None = None,
) -> None:
    """Score the blocked pairs, keep the best candidates, and decide every mention that is still open.

    An arbiter knows the weights of the Splink parameters that it was trained beside: where none is given,
    the shipped one decides with the shipped parameters. `panel` weighs what the other rows of a city say;
    it needs panel_series and panel_held. `registry` is what `read_registry` says, where it is known already.
    Adds to `decided`; creates `scored`, `candidate` and `panel`.
    """
    judge, found = arbiter or shipped(), None
    if con.execute("SELECT 1 FROM mention_side LIMIT 1").fetchall():
        used = parameters if arbiter else first_parameters()
        pairs, matrix = evidence(con, ladder, used, names, alone=one_thread(con), registry=registry)
        found = weigh(pairs, matrix, judge)
    if panel or found is None or recalls(con):
        _keep_scored(con, found)
        recall(con)
        rulings, shown = _rule(con, judge, ladder.candidates_kept, panel)
    else:
        rulings, shown = _rule_alone(con, found, judge, ladder.candidates_kept)
    load(con, "ruling", RULINGS, [rulings])
    load(con, "shown", SHOWN, [shown])
    con.execute(CANDIDATES)
    con.execute(DECIDE, [version])
    con.execute(REST)


def _keep_scored(con: duckdb.DuckDBPyConnection, found: Scored | None) -> None:
    """Create `scored`: the arbiter's pairs, each with the blocking rule that found it."""
    columns = SCORED.empty_table() if found is None else pa.table(list(found), schema=SCORED)
    con.register("scored_now", columns)
    con.execute(KEEP)
    con.unregister("scored_now")


def _rule_alone(
    con: duckdb.DuckDBPyConnection, found: Scored, arbiter: Arbiter, kept: int
) -> tuple[list[Ruling], list[Shown]]:
    """Create `scored` and an empty `panel`, and decide meanwhile: nothing but the pairs themselves counts."""
    con.execute(NO_PANEL)
    if one_thread(con):
        _keep_scored(con, found)
        return rule(found, arbiter, kept)
    with ThreadPoolExecutor(1) as beside:
        keeping = beside.submit(_keep_scored, another(con), found)
        ruled = rule(found, arbiter, kept)
        keeping.result()
    return ruled


def _rule(
    con: duckdb.DuckDBPyConnection, arbiter: Arbiter, kept: int, panel: Weights
) -> tuple[list[Ruling], list[Shown]]:
    """Decide over `scored` and what the other rows say of its pairs."""
    if panel:
        weigh_panel(con, panel, "scored")
    else:
        con.execute(NO_PANEL)
    table = con.sql(TOTAL).to_arrow_table()
    columns: dict[str, Any] = {
        name: table.column(name).to_pylist() for name in Scored._fields if name != "bits"
    }
    if not table.num_rows:
        return [], []
    bits, more = (table.column(name).to_numpy().astype(np.float64) for name in ("bits", "more"))
    return rule(Scored(bits=bits, **columns), arbiter, kept, more)
