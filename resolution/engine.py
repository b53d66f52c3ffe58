"""Scoring and deciding over bare DuckDB tables: the same engine for the city and for any two lists."""

from typing import NamedTuple

import duckdb

from resolution.arbiter.matrix import Registry
from resolution.arbiter.version import Arbiter
from resolution.blocking import block
from resolution.halves import Ahead, ready, warm
from resolution.ladder import Ladder
from resolution.model import Parameters, first_parameters
from resolution.predict import predict
from resolution.sides import build_mention_side, build_registry_side
from resolution.wide import Wide


class Scored(NamedTuple):
    """What one scoring counted: registry names, and pairs by blocking rule."""

    names: int
    pairs: dict[str, int]


class Registered(NamedTuple):
    """What stands when the registry's side is built: the number of its names, its texts, its counts."""

    names: int
    wide: Wide
    registry: Registry


def score_and_decide(
    con: duckdb.DuckDBPyConnection,
    ladder: Ladder,
    *,
    parameters: Parameters | None = None,
    version: int = 0,
    arbiter: Arbiter | None = None,
    registered: Registered | None = None,
) -> Scored:
    """Decide every mention that no tier has decided; adds to `decided` and creates `candidate`.

    Needs what the tiers need (mention, entity, entity_name, anatomy, address_map, cannot_link) and
    `tiers.prepare`. `parameters` are Splink's and `arbiter` the second stage's, the shipped ones where None.
    `registered` is given by who has built the registry's side already.
    """
    if registered is None:
        registered = Registered(build_registry_side(con, ladder), Wide(con), ready(con))
    build_mention_side(con)
    names, wide, registry = registered
    pairs = block(con, ladder, wide, warm, measure=False)
    first = parameters or first_parameters()
    predict(con, ladder, first, names, version, arbiter, ahead=Ahead(registry, wide.measure), keep=False)
    return Scored(names, pairs)
