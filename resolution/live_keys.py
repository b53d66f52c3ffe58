"""Keys of a registry, hashed and sorted: which rows bear a value is found in microseconds."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import duckdb
import numpy as np
from numpy.typing import NDArray

from resolution.live_read import Mention

Rows = NDArray[np.int64]
Hashes = NDArray[np.uint64]


class Lookup(NamedTuple):
    """How rows of the registry are found by a key of a mention; both are SQL that gives `key`."""

    name: str
    registry: str  # with the column entity_id
    mention: str  # over `asked`: the mention with the anatomy of its name
    of: str = ""  # what the mention must say; else it has no such key
    kind: str = ""  # the kind that its name must be of

    def concerns(self, mention: Mention) -> bool:
        """Whether a mention can have such a key."""
        said = not self.of or mention.says(self.of)
        return said and (not self.kind or mention.part("kind") == self.kind)


_STEM: Final = "regexp_replace(core, '(加工|制造|制品|生产|厂)+$', '')"
_HEARD: Final = "unnest(['b' || brand, 'p' || pinyin]) AS key"
_SLIPPED: Final = "'d' || unnest(dels) AS key"
_ENDING: Final = "'e' || branch_key(branch) || right(core, 4) AS key"

# All that a certain tier looks at beside the mention itself. A row too many is harmless, one too few is not:
# whoever changes a stage of the tiers changes its lookup here (the tests compare both over a whole city).
LOOKUPS: Final = (
    Lookup(
        "code",
        "SELECT entity_id, code AS key FROM entity WHERE code <> ''",
        "SELECT code AS key FROM asked WHERE code <> '' UNION SELECT code FROM repair_all",
        "code",
    ),
    Lookup(
        "org_code",
        "SELECT entity_id, substr(code, 9, 9) AS key FROM entity WHERE code <> ''",
        "SELECT org_code AS key FROM asked WHERE org_code <> '' AND code_kind <> 'uscc'",
        "org_code",
    ),
    Lookup(
        "norm",
        "SELECT entity_id, norm AS key FROM entity_name",
        "SELECT name_norm AS key FROM asked UNION SELECT parent FROM asked WHERE branch <> ''",
    ),
    Lookup(
        "entity",
        "SELECT entity_id, entity_id AS key FROM entity",
        """
        SELECT entity_id AS key FROM must_link SEMI JOIN asked USING (mention_id)
        UNION SELECT entity_id FROM cannot_link SEMI JOIN asked USING (mention_id)
        UNION SELECT unnest([entity_id, other_id]) FROM torn SEMI JOIN asked USING (mention_id)
        UNION SELECT k.entity_id FROM merged_code k JOIN asked m
          ON k.code = m.code OR m.code_kind <> 'uscc' AND m.org_code = substr(k.code, 9, 9)
        """,
    ),
    Lookup(  # whether any firm bears a person's name as its 字号
        "brand",
        "SELECT min(entity_id) AS entity_id, brand AS key FROM reg_name GROUP BY brand",
        "SELECT name_norm AS key FROM asked WHERE name_kind = 'person'",
        kind="person",
    ),
    Lookup(  # whether the registry lists a body of a like name
        "body",
        f"""
        SELECT min(entity_id) AS entity_id, key FROM (
          SELECT entity_id, {_HEARD} FROM reg_name WHERE name_kind = 'body'
          UNION ALL SELECT entity_id, {_SLIPPED} FROM reg_name WHERE name_kind = 'body') GROUP BY key
        """,
        f"""
        SELECT {_HEARD} FROM asked WHERE name_kind = 'body'
        UNION ALL SELECT {_SLIPPED} FROM asked WHERE name_kind = 'body'
        """,
        kind="body",
    ),
    Lookup(
        "anatomy",
        "SELECT entity_id, core || '|' || place AS key FROM reg_name WHERE core <> '' AND place <> ''",
        "SELECT core || '|' || place AS key FROM asked WHERE core <> '' AND place <> ''",
        "place",
    ),
    Lookup(
        "branch_of_core",
        "SELECT entity_id, core AS key FROM reg_name WHERE branch <> '' AND core <> ''",
        "SELECT core AS key FROM asked WHERE branch <> '' AND core <> ''",
        "branch",
    ),
    Lookup(
        "listed_branch",
        f"""
        SELECT entity_id, {_HEARD} FROM reg_name WHERE branch <> '' AND brand <> ''
        UNION SELECT entity_id, {_SLIPPED} FROM reg_name WHERE branch <> '' AND brand <> ''
        UNION SELECT entity_id, {_ENDING} FROM reg_name WHERE branch <> '' AND length(core) >= 4
        """,
        f"""
        SELECT {_HEARD} FROM asked WHERE branch <> '' AND brand <> ''
        UNION ALL SELECT {_SLIPPED} FROM asked WHERE branch <> '' AND brand <> ''
        UNION ALL SELECT {_ENDING} FROM asked WHERE branch <> '' AND length(core) >= 4
        """,
        "branch",
    ),
    Lookup(
        "stem",
        f"SELECT entity_id, {_STEM} AS key FROM reg_name WHERE branch = '' AND length(brand) >= 2",
        f"""
        SELECT {_STEM} AS key FROM asked
        WHERE form_class IN ('factory', 'limited') AND length({_STEM}) >= 4
        """,
        "form",
    ),
)


class Keys:
    """Sorted hashes of keys, and the row of the registry that bears each."""

    def __init__(self, hashes: Hashes, rows: Rows) -> None:
        self.hashes, self.rows = hashes, rows

    def find(self, asked: Hashes) -> Rows:
        """Return the rows that bear any of these keys, sorted, each once."""
        first = np.searchsorted(self.hashes, asked, side="left")
        last = np.searchsorted(self.hashes, asked, side="right")
        parts = [self.rows[a:b] for a, b in zip(first.tolist(), last.tolist(), strict=True) if b > a]
        return np.unique(np.concatenate(parts)).astype(np.int64) if parts else np.zeros(0, dtype=np.int64)


def keys(con: duckdb.DuckDBPyConnection, query: str, parameters: list[Any] | None = None) -> Keys:
    """Return the keys of a query (row, key); 64 bits of hash: two keys of one hash are not to be expected."""
    found = con.execute(
        f"SELECT hash(key) AS hash, CAST(row AS INTEGER) AS row FROM ({query}) ORDER BY ALL", parameters
    ).fetchnumpy()
    return Keys(np.asarray(found["hash"], dtype=np.uint64), np.asarray(found["row"], dtype=np.int32))


def probe(con: duckdb.DuckDBPyConnection, queries: Mapping[str, str]) -> dict[str, Hashes]:
    """Return the hashes of the keys that each query gives."""
    whole = " UNION ALL ".join(
        f"SELECT '{name}' AS name, hash(key) AS hash FROM ({query})" for name, query in queries.items()
    )
    found: dict[str, list[int]] = {}
    for name, value in con.execute(whole).fetchall():
        found.setdefault(name, []).append(value)
    return {name: np.array(sorted(set(values)), dtype=np.uint64) for name, values in found.items()}
