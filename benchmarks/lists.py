"""Two lists of names as the tables that the resolution engine reads."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import duckdb
import pyarrow as pa

from resolution import tiers
from resolution.normalise import load, normalise


class Firm(NamedTuple):
    """One registered firm; `former` are names it bore before."""

    id: str
    name: str
    person: str = ""
    phone: str = ""
    address: str = ""
    town: str = ""
    former: tuple[str, ...] = ()


class Named(NamedTuple):
    """One row of the list: how a firm was named, and the true firm's id ("" where none is registered)."""

    id: str
    name: str
    truth: str
    kind: str = ""
    person: str = ""
    phone: str = ""
    address: str = ""
    town: str = ""


PARTS: Final = ("name", "code", "org_code", "person", "phone", "address", "town")
RAW: Final = pa.schema([(p, pa.string()) for p in PARTS])
ROWS: Final = pa.schema(
    [(c, pa.string()) for c in ("id", "name", "person", "phone", "address", "town", "extra")]
)

TABLES: Final = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


def open_lists(con: duckdb.DuckDBPyConnection, firms: Sequence[Firm], named: Sequence[Named]) -> None:
    """Create mention, entity, entity_name, anatomy and the maps, run the certain tiers."""
    listed = [(n.id, n.name, n.person, n.phone, n.address, n.town, "") for n in named]
    current = [(f.id, f.name, f.person, f.phone, f.address, f.town, "current") for f in firms]
    former = [(f.id, name, "", "", "", "", "former") for f in firms for name in f.former]
    load(con, "named_row", ROWS, [listed])
    load(con, "firm_row", ROWS, [current, former])
    both = [*listed, *current, *former]
    load(con, "raw_tuple", RAW, [[(n, None, None, p, t, a, w) for _, n, p, t, a, w, _ in both]])
    normalise(con, "raw_tuple")
    con.execute(TABLES)
    tiers.prepare(con)
    tiers.run_tiers(con)
