"""Candidates weighed by Splink and the arbiter, many in two halves: of this process and of the helper."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, NamedTuple

import duckdb
import pyarrow as pa

from core.beside import begin, cores
from core.duck import another, one_thread
from resolution.arbiter import matrix
from resolution.arbiter.decide import Ruling, Scored, Shown, rule, weigh
from resolution.arbiter.matrix import Registry, build, read_registry
from resolution.arbiter.pairs import Chosen, choose, pairs_of, read_chosen
from resolution.arbiter.version import Arbiter, shipped
from resolution.arrow_rows import as_table
from resolution.ladder import Ladder
from resolution.model import Parameters, prior
from resolution.splink_bits import Part, add_frequencies, weigh_pairs

_NUMBERS: Final = {
    "rank": pa.int32(),
    "weight": pa.float64(),
    "margin": pa.float64(),
    "probability": pa.float64(),
}
RULINGS: Final = pa.schema([(n, _NUMBERS.get(n, pa.string())) for n in Ruling._fields])
SHOWN: Final = pa.schema([(n, _NUMBERS.get(n, pa.string())) for n in Shown._fields])
_SCORED: Final = {"bits": pa.float64(), "minor": pa.bool_(), "conflict": pa.bool_(), "elsewhere": pa.bool_()}
SCORED: Final = pa.schema([(n, _SCORED.get(n, pa.string())) for n in Scored._fields])

MANY: Final = 30_000  # blocked pairs; fewer are not worth a helper
MIDDLE: Final = """
SELECT unique_id FROM mention_side ORDER BY unique_id LIMIT 1 OFFSET (SELECT count(*) // 2 FROM mention_side)
"""


class Judged(NamedTuple):
    """What the arbiter says of pairs: either what a decision hangs on, or the decisions (see `Asked`)."""

    scored: pa.Table
    rulings: pa.Table
    shown: pa.Table


class Asked(NamedTuple):
    """Pairs for the arbiter; None stands for the shipped one. `kept` says how many candidates to show.

    Where it is None more has to be known of the pairs before they are decided.
    """

    chosen: Chosen
    registry: Registry
    arbiter: Arbiter | None
    kept: int | None


class Ahead(NamedTuple):
    """What `ready` said, where that is done already; and who makes likeness, where it does not stand."""

    registry: Registry | None
    measure: Callable[[duckdb.DuckDBPyConnection], object]


def _nothing(_: duckdb.DuckDBPyConnection) -> None:
    """Leave likeness as it is."""


NOTHING: Final = Ahead(None, _nothing)


def judge(asked: Sequence[Asked]) -> list[Judged]:
    """Compute the features of pairs, weigh them and, where nothing else is to be known, decide."""
    return [_judge(*one) for one in asked]


def _judge(chosen: Chosen, registry: Registry, arbiter: Arbiter | None, kept: int | None) -> Judged:
    scored, rulings, shown = (shape.empty_table() for shape in (SCORED, RULINGS, SHOWN))
    if chosen.pairs.num_rows:
        pairs, judge = pairs_of(chosen), arbiter or shipped()
        found = weigh(pairs, build(pairs, registry, alone=True), judge)
        if kept is None:
            scored = pa.table(list(found), schema=SCORED)
        else:
            ruled = rule(found, judge, kept)
            rulings, shown = as_table(RULINGS, ruled[0]), as_table(SHOWN, ruled[1])
    return Judged(scored, rulings, shown)


def warm() -> None:
    """Read what `judge` asks at its first use, in an idle moment."""
    matrix.warm()
    _ = shipped().boxes.tables


def ready(con: duckdb.DuckDBPyConnection) -> Registry:
    """Create registry_rare, and count the registry: what `judge_all` begins with, for an idle moment."""
    add_frequencies(con)
    return read_registry(con)


def judge_all(
    con: duckdb.DuckDBPyConnection,
    ladder: Ladder,
    parameters: Parameters,
    names: int,
    arbiter: Arbiter | None,
    kept: int | None,
    ahead: Ahead = NOTHING,
) -> list[Judged]:
    """Weigh the pairs of `blocked`, the best of each mention, mentions in order (see `Asked`).

    Many pairs are weighed in two halves of the mentions, by two connections; the helper judges the second.
    """
    registry, measure = ahead
    many = con.execute("SELECT count(*) FROM blocked").fetchall()[0][0] >= MANY
    if one_thread(con) or cores() < 2 or not many:
        measure(con)
        every = _choose(con, None, ladder, parameters, names)
        return judge([Asked(every, registry or read_registry(con), arbiter, kept)])
    middle = str(con.execute(MIDDLE).fetchall()[0][0])
    parts = Part("weighed_first", "", middle), Part("weighed_rest", middle, chr(0x10FFFF))
    if registry is None:
        add_frequencies(con)
    with ThreadPoolExecutor(3) as beside:
        measuring = beside.submit(measure, another(con))
        chosen = partial(
            _choose, ladder=ladder, parameters=parameters, names=names, measured=measuring.result
        )
        counting = beside.submit(lambda: registry or read_registry(another(con)))
        choosing = beside.submit(chosen, another(con), parts[1])
        first, known = chosen(con, parts[0]), counting.result()
        rest = [Asked(choosing.result(), known, arbiter, kept)]
    others = begin(judge, rest)
    return [*judge([Asked(first, known, arbiter, kept)]), *(others() or judge(rest))]


def _choose(
    con: duckdb.DuckDBPyConnection,
    part: Part | None,
    ladder: Ladder,
    parameters: Parameters,
    names: int,
    measured: Callable[[], object] = lambda: None,
) -> Chosen:
    """Weigh the pairs of all mentions, or of a part, by Splink; return the best of each mention.

    `measured` waits for likeness.
    """
    weighed = weigh_pairs(con, parameters, prior(ladder, names), part)
    measured()
    made = f"chosen_{weighed}" if part else "arbiter_pair"
    choose(con, weighed, ladder.candidates_weighed, made)
    return read_chosen(con, made)
