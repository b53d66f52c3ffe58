"""Rehearsing on names whose firm is known: the road of the real run, in a connection of its own."""

from collections.abc import Sequence
from random import Random
from typing import Final, NamedTuple

import duckdb
import numpy as np
import pyarrow as pa

from core.duck import scratch
from resolution import tiers
from resolution.arbiter.augment import letters, mistype
from resolution.arbiter.fit import Examples
from resolution.blocking import block
from resolution.ladder import Ladder
from resolution.model import Parameters
from resolution.normalise import TEXT, load, normalise
from resolution.predict import evidence
from resolution.sides import build_mention_side, build_registry_side
from resolution.sql import sql

WEIGHED: Final = 8  # candidates of a name: what is behind the best few teaches little


class Labelled(NamedTuple):
    """A way of naming whose firm is known; `truth` "" where no registered firm is right.

    `hidden` names an entity that is taken out of the candidates: a registered firm stands for a foreign one.
    """

    id: str
    name: str
    person: str
    phone: str
    address: str
    town: str
    industry: str
    truth: str
    hidden: str = ""
    weight: float = 1.0
    only: str = ""  # the entities that the label speaks of, between "|"; "" for all


class Named(NamedTuple):
    """A registered firm with what is known of it."""

    entity_id: str
    name: str
    person: str
    phone: str
    address: str
    town: str
    industry: str


SHAPE: Final = pa.schema([(n, pa.float64() if n == "weight" else TEXT) for n in Labelled._fields])
RAW: Final = pa.schema(
    [(n, TEXT) for n in ("name", "code", "org_code", "person", "phone", "address", "town")]
)
MENTIONS: Final = sql("rehearsal_mentions")
CODED: Final = sql("rehearsal_coded")
JUDGED: Final = sql("rehearsal_judged")
JUDGED_WEIGHT: Final = 3.0
FIRMS: Final = """
SELECT entity_id, name, coalesce(person, ''), coalesce(phone, ''), address_norm, coalesce(town, ''),
       coalesce(industry, '')
FROM entity WHERE registered AND name_norm <> '' ORDER BY entity_id
"""
HIDDEN_SHARE: Final = 0.15
BARE_SHARE: Final = 0.5  # of mistyped names: nothing beside the name
AGREE: Final = 0.85  # of the rest: each piece of evidence agrees
STRANGER_WEIGHT: Final = 0.4  # few foreign firms are so near to a registered one
COPIED: Final = ("entity", "entity_name", "address_map")


def firms(con: duckdb.DuckDBPyConnection) -> list[Named]:
    """Return the registered firms of a connection."""
    return [Named(*row) for row in con.execute(FIRMS).fetchall()]


def coded(con: duckdb.DuckDBPyConnection, most: int) -> list[Labelled]:
    """Return the mentions that carry their own valid code, at most so many."""
    return [Labelled(*row) for row in con.execute(CODED, [most]).fetchall()]


def judged(con: duckdb.DuckDBPyConnection) -> list[Labelled]:
    """Return what stewards decided, a label for each mention; it weighs more than a guess."""
    return [Labelled(*row) for row in con.execute(JUDGED, [JUDGED_WEIGHT]).fetchall()]


def mistyped(registered: Sequence[Named], count: int, seed: int, *, strangers: bool = True) -> list[Labelled]:
    """Return registered names as people mistype them, some with evidence, some of hidden firms.

    `strangers` adds names one character away from a registered one that mean another firm.
    """
    rng = Random(seed)
    known = letters([f.name for f in registered])
    made: list[Labelled] = []
    told: set[tuple[str, ...]] = set()
    for _ in range(count * 4):
        if len(made) == count or not registered:
            break
        firm = rng.choice(registered)
        typed = mistype(firm.name, rng, known, strangers=strangers)
        if typed is None:
            continue
        bare, other = rng.random() < BARE_SHARE, rng.choice(registered)
        person, phone, address, town = (
            "" if bare or rng.random() < 0.5
            else getattr(firm if typed.means_it and rng.random() < AGREE else other, part)
            for part in ("person", "phone", "address", "town")
        )  # fmt: skip
        hidden = typed.means_it and rng.random() < HIDDEN_SHARE
        truth = firm.entity_id if typed.means_it and not hidden else ""
        left_out = firm.entity_id if hidden else ""
        number = f"{typed.kind}-{len(made):07d}"
        weight = 1.0 if typed.means_it else STRANGER_WEIGHT
        said = (typed.text, person, phone, address, town, truth, left_out)
        if said in told:  # a twin in another fold would answer for it
            continue
        told.add(said)
        made.append(Labelled(number, typed.text, person, phone, address, town, "", truth, left_out, weight))
    return made


def _open(source: duckdb.DuckDBPyConnection, labelled: Sequence[Labelled]) -> duckdb.DuckDBPyConnection:
    """Return a connection with the source's registry and the labelled names as its mentions."""
    con = scratch(threads=1)
    for table in COPIED:
        con.register("copied", source.sql(f"SELECT * FROM {table}").to_arrow_table())
        con.execute(f"CREATE TABLE {table} AS SELECT * FROM copied")
        con.unregister("copied")
    load(con, "labelled", SHAPE, [list(labelled)])
    registered = [r[0] for r in con.execute("SELECT DISTINCT name FROM entity_name ORDER BY 1").fetchall()]
    spots = con.sql("SELECT * FROM address_map").to_arrow_table()
    names = sorted({*registered, *(entry.name for entry in labelled)})
    load(con, "raw_tuple", RAW, [[(n, None, None, None, None, None, None) for n in names]])
    normalise(con, "raw_tuple")
    con.register("spots", spots)
    con.execute("CREATE OR REPLACE TABLE address_map AS SELECT * FROM spots")
    con.execute(MENTIONS)
    return con


def rehearse(
    source: duckdb.DuckDBPyConnection, ladder: Ladder, parameters: Parameters, labelled: Sequence[Labelled]
) -> Examples:
    """Return the labelled pairs of the mentions that no certain tier decides.

    `source` gives entity, entity_name and address_map; nothing in it is changed.
    """
    con = _open(source, labelled)
    try:
        tiers.prepare(con)
        tiers.run_tiers(con)
        count = build_registry_side(con, ladder)
        build_mention_side(con)
        block(con, ladder)
        pairs, matrix = evidence(
            con, ladder.model_copy(update={"candidates_weighed": WEIGHED}), parameters, count
        )
        known = {entry.id: entry for entry in labelled}
        at = list(zip(pairs.mention_id, pairs.entity_id, strict=True))
        right = [known[m].truth == e for m, e in at]
        weight = [known[m].weight * _speaks(known[m], e) for m, e in at]
        return Examples(
            matrix,
            np.array(right, dtype=bool),
            pairs.mention,
            np.array(weight, dtype=np.float64),
            pairs.minor,
        )
    finally:
        con.close()


def _speaks(label: Labelled, entity: str) -> bool:
    """Whether a label says anything of an entity."""
    return not label.only or entity in label.only.split("|")
