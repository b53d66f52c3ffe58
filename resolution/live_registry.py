"""A registry held ready for single records: rows in memory, keys to find them by, and what is rare in it."""

from typing import Any, Final, NamedTuple

import duckdb
import numpy as np
import pyarrow as pa

from core.duck import scratch
from resolution import tiers
from resolution.arbiter.matrix import Registry, read_registry
from resolution.blocking import RULES
from resolution.grams import Grams, Listed, ask, listed, searchable
from resolution.ladder import Ladder
from resolution.live_keys import LOOKUPS, Keys, Rows, keys
from resolution.model import TERM_FREQUENCIES
from resolution.sides import build_registry_side
from resolution.sql import sql
from resolution.subsequence import Index

COPIES: Final = {  # what is taken from the connection that prepared the registry
    "entity": """
        SELECT entity_id, name, name_norm, code, person, phone, address_norm, spot, town, industry, parent_id
        FROM entity WHERE registered ORDER BY entity_id""",
    "entity_name": """
        SELECT n.entity_id, n.name, n.kind, n.norm FROM entity_name n
        WHERE n.entity_id IN (SELECT entity_id FROM entity WHERE registered) ORDER BY ALL""",
    "anatomy": """
        SELECT * FROM anatomy WHERE norm IN (
          SELECT norm FROM entity_name WHERE entity_id IN (SELECT entity_id FROM entity WHERE registered))""",
}
NUMBERED: Final = sql("live_numbered")
NAMES: Final = sql("live_names")
SIDE: Final = sql("live_side")
COMMON: Final = sql("live_common")
FOUND: Final = "SELECT n.number AS row, key FROM ({registry}) JOIN numbered n USING (entity_id)"
FAMILY: Final = """
SELECT c.number AS child, p.number AS parent FROM entity e JOIN numbered c USING (entity_id)
JOIN numbered p ON p.entity_id = e.parent_id ORDER BY 2, 1
"""


class Runs(NamedTuple):
    """One kind of character runs of the registry, ready to be searched."""

    listed: Listed
    columns: Any  # scipy CSR, runs × rows

    def ask(self, text: str) -> Grams:
        """Return a text beside the registry."""
        return Grams(ask(self.listed, [text]), self.listed.matrix, self.listed.rare)


class Held(NamedTuple):
    """A registry in memory: rows by number, and keys to find them by. Nothing in it changes."""

    entity: pa.Table  # by entity number
    name: pa.Table  # names with their anatomy, sorted by entity
    first_name: Rows  # at which row of `name` each entity's begin
    child: Rows  # numbers of entities with a parent, sorted by the parent's, and these
    parent: Rows
    side: pa.Table  # by row number: what is compared, with term frequencies and code
    lookups: dict[str, Keys]  # entity numbers by what the certain tiers look at
    rules: dict[str, Keys]  # rows of `side` by blocking rule, common keys left out
    core: Runs
    norm: Runs
    shorts: Index
    rarity: Registry

    def names_of(self, entities: Rows) -> pa.Table:
        """Return all names of these entities."""
        spans = [np.arange(self.first_name[e], self.first_name[e + 1]) for e in entities.tolist()]
        return self.name.take(np.concatenate(spans) if spans else np.zeros(0, dtype=np.int64))

    def children(self, entities: Rows) -> Rows:
        """Return the entities whose parent is one of these."""
        first, last = (np.searchsorted(self.parent, entities, side=s) for s in ("left", "right"))
        found = [self.child[a:b] for a, b in zip(first.tolist(), last.tolist(), strict=True) if b > a]
        return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def _runs(texts: list[str], shortest: int, longest: int) -> Runs:
    base = listed(texts, shortest, longest)
    return Runs(base, searchable(Grams(base.matrix, base.matrix, base.rare)))


def _table(con: duckdb.DuckDBPyConnection, query: str) -> pa.Table:
    return con.sql(query).to_arrow_table().combine_chunks()


def _copy(source: duckdb.DuckDBPyConnection, target: duckdb.DuckDBPyConnection) -> None:
    for table, query in COPIES.items():
        target.register("copied", source.sql(query).to_arrow_table())
        target.execute(f"CREATE TABLE {table} AS SELECT * FROM copied")
        target.unregister("copied")


def hold(source: duckdb.DuckDBPyConnection, ladder: Ladder) -> Held:
    """Read a prepared registry (entity, entity_name, anatomy) once; nothing in `source` is changed."""
    con = scratch()
    try:
        _copy(source, con)
        con.execute(tiers.KEYS)
        build_registry_side(con, ladder)
        con.execute(NUMBERED)
        entity = _table(con, "SELECT * FROM entity ORDER BY entity_id")
        name = _table(con, NAMES)
        first = np.searchsorted(name.column("number").to_numpy(), np.arange(len(entity) + 1))
        family = con.execute(FAMILY).fetchnumpy()
        frequencies = ", ".join(f"tf_{c}.tf_{c}" for c in TERM_FREQUENCIES)
        joins = " ".join(f"LEFT JOIN tf_{c} ON tf_{c}.{c} = s.{c}" for c in TERM_FREQUENCIES)
        side = _table(con, SIDE.format(frequencies=frequencies, joins=joins))
        lookups = {k.name: keys(con, FOUND.format(registry=k.registry)) for k in LOOKUPS}
        rules = {
            r.name: keys(con, COMMON.format(registry=r.registry), [ladder.block_limits[r.limit]])
            for r in RULES
        }
        rarity = read_registry(con)
    finally:
        con.close()
    cores, norms = (side.column(c).to_pylist() for c in ("core", "norm"))
    child, parent = (np.asarray(family[c], dtype=np.int64) for c in ("child", "parent"))
    return Held(
        entity, name.drop_columns(["number"]), first.astype(np.int64), child, parent, side, lookups, rules,
        _runs(cores, 1, 2), _runs(norms, 2, 3), Index(norms), rarity,
    )  # fmt: skip
