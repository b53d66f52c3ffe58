"""Scoring and deciding over bare DuckDB tables: the same engine for the city and for any two lists."""

from typing import NamedTuple

import duckdb

from resolution.arbiter.matrix import Registry
from resolution.arbiter.version import Arbiter
from resolution.blocking import block
from resolution.halves import ready, warm
from resolution.ladder import Ladder
from resolution.model import Parameters, first_parameters
from resolution.predict import predict
from resolution.sides import build_mention_side, build_registry_side
from resolution.wide import Wide


class Scored(NamedTuple):
    """What one scoring counted: registry names, and pairs by blocking rule."""

    names: int
    pairs: dict[str, int]


def score_and_decide(
    con: duckdb.DuckDBPyConnection,
    ladder: Ladder,
    *,
    parameters: Parameters | None = None,
    names: int | None = None,
    version: int = 0,
    arbiter: Arbiter | None = None,
    wide: Wide | None = None,
) -> Scored:
    """Decide every mention that no tier has decided; adds to `decided` and creates `candidate`.

    Needs what the tiers need (mention, entity, entity_name, anatomy, address_map, cannot_link) and
    `tiers.prepare`. `parameters` are Splink's and `arbiter` the second stage's, the shipped ones where None.
    `names`, the number of registry names, is given by who has built registry_side already, and `wide` by who
    has begun it since.
    """
    count = build_registry_side(con, ladder) if names is None else names
    build_mention_side(con)
    counted: list[Registry] = []

    def meanwhile() -> None:
        counted.append(ready(con))
        warm()

    pairs = block(con, ladder, wide, meanwhile)
    first = parameters or first_parameters()
    predict(con, ladder, first, count, version, arbiter, registry=counted[0], keep=False)
    return Scored(count, pairs)
