"""Scoring candidates by Splink and the arbiter, and deciding every mention that is still open."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa

from core.duck import another
from resolution.arbiter.decide import Ruling, Scored, Shown, rule
from resolution.arbiter.matrix import Matrix, Registry, build, read_registry
from resolution.arbiter.pairs import Pairs, choose, fetch
from resolution.arbiter.version import Arbiter, shipped
from resolution.arrow_rows import as_table
from resolution.halves import NOTHING, RULINGS, SCORED, SHOWN, Ahead, Judged, judge_all
from resolution.ladder import Ladder
from resolution.model import Parameters, first_parameters, prior
from resolution.normalise import insert
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
BLOCKED: Final = "(SELECT mention_key AS mention_id, registry_key, rule FROM blocked)"


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
    ahead: Ahead = NOTHING,
    keep: bool = True,
) -> None:
    """Score the blocked pairs, keep the best candidates, and decide every mention that is still open.

    An arbiter knows the weights of the Splink parameters that it was trained beside: where none is given,
    the shipped one decides with the shipped parameters. `panel` weighs what the other rows of a city say;
    it needs panel_series and panel_held. `ahead` is what was done already.
    Adds to `decided`; creates `candidate` and `panel`, and `scored` unless nobody is to `keep` it.
    """
    at_once = not (keep or panel or recalls(con))
    judged: list[Judged] = []
    if con.execute("SELECT 1 FROM mention_side LIMIT 1").fetchall():
        used, kept = parameters if arbiter else first_parameters(), ladder.candidates_kept
        judged = judge_all(con, ladder, used, names, arbiter, kept if at_once else None, ahead)
    if at_once:
        con.execute(NO_PANEL)
        rulings, shown = [j.rulings for j in judged], [j.shown for j in judged]
    else:
        _keep_scored(con, judged)
        recall(con)
        ruled = _rule(con, arbiter or shipped(), ladder.candidates_kept, panel)
        rulings, shown = [as_table(RULINGS, ruled[0])], [as_table(SHOWN, ruled[1])]
    insert(con, "ruling", RULINGS, rulings)
    insert(con, "shown", SHOWN, shown)
    con.execute(CANDIDATES.format(pairs=BLOCKED if at_once else "scored"))
    con.execute(DECIDE, [version])
    con.execute(REST)


def _keep_scored(con: duckdb.DuckDBPyConnection, judged: Sequence[Judged]) -> None:
    """Create `scored`: the arbiter's pairs, each with the blocking rule that found it."""
    con.register("scored_now", pa.concat_tables([SCORED.empty_table(), *(j.scored for j in judged)]))
    con.execute(KEEP)
    con.unregister("scored_now")


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
