"""Small lists through the whole engine, for tests of the arbiter."""

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from resolution import tiers
from resolution.arbiter.rehearsal import MENTIONS, RAW, SHAPE, Labelled
from resolution.normalise import TEXT, load, normalise

ENTITY = pa.schema(
    [(n, TEXT) for n in ("entity_id", "name", "code", "person", "phone", "town", "industry", "parent_id")]
    + [(n, TEXT) for n in ("name_norm", "spot", "address_norm")]
    + [("registered", pa.bool_())]
)


def labelled(number: str, name: str, truth: str = "", person: str = "", phone: str = "") -> Labelled:
    """Return a way of naming with what is known beside the name."""
    return Labelled(number, name, person, phone, "", "", "", truth)


def lists(
    registry: Sequence[tuple[str, str, str]], mentions: Sequence[Labelled], threads: int = 1
) -> duckdb.DuckDBPyConnection:
    """Return a connection where the certain tiers have run; the registry gives id, name and person."""
    con = duckdb.connect(config={"threads": threads})
    names = sorted({*(name for _, name, _ in registry), *(m.name for m in mentions)})
    load(con, "raw_tuple", RAW, [[(n, None, None, None, None, None, None) for n in names]])
    normalise(con, "raw_tuple")
    load(con, "labelled", SHAPE, [list(mentions)])
    norm = dict(con.execute("SELECT raw, norm FROM name_map").fetchall())
    rows = [(i, n, None, p or None, None, None, None, None, norm[n], "", "", True) for i, n, p in registry]
    load(con, "entity", ENTITY, [rows])
    con.execute(
        "CREATE TABLE entity_name AS SELECT entity_id, name, 'current' AS kind, name_norm AS norm FROM entity"
    )
    con.execute(MENTIONS)
    tiers.prepare(con)
    tiers.run_tiers(con)
    return con
