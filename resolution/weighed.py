"""What the model said of a mention stands as long as neither the mention nor the registry has changed.

The weights of a pair hang on the whole registry: how rare a name, a run of characters or a character is
in it, and who else bears the name. So one changed row of the registry reopens every mention that the model
decides.
"""

from typing import Final

import duckdb

from core.ids import digest
from resolution.kept import SAID, is_kept
from resolution.sql import sql

DIGESTS: Final = sql("weighed_digests")
REGISTRY: Final = sql("weighed_registry")
KNOWN: Final = sql("weighed_known")
RECALL: Final = sql("weighed_recall")


def registry_digest(con: duckdb.DuckDBPyConnection, model: int) -> str:
    """Return a digest of what every weight hangs on: the registry's side, what must not link, the model."""
    rows = con.execute(REGISTRY).fetchall()
    return digest(str(model), *(repr(row) for row in rows), length=24)


def take_over(con: duckdb.DuckDBPyConnection, *, same_registry: bool) -> tuple[int, int]:
    """Leave in mention_side what must be weighed; return how many mentions stand as they were, how many not.

    Creates weighed (mention_id, digest) of the whole side and known_mention. `same_registry` tells that the
    run before, whose tables are attached, had the same `registry_digest`.
    """
    con.execute(DIGESTS)
    same = same_registry and all(is_kept(con, table) for table in SAID)
    con.execute(KNOWN.format(where="" if same else "WHERE false", kept="kept_weighed" if same else "weighed"))
    taken, whole = con.execute(
        "SELECT (SELECT count(*) FROM known_mention), (SELECT count(*) FROM weighed)"
    ).fetchall()[0]
    return int(taken), int(whole - taken)


def recalls(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether mentions stand as they were: never in lists matched on their own, which have no run before."""
    made = con.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'known_mention'").fetchall()
    return bool(made and con.execute("SELECT 1 FROM known_mention LIMIT 1").fetchall())


def recall(con: duckdb.DuckDBPyConnection) -> None:
    """Add to `scored` what the run before said of the mentions that stand as they were."""
    if recalls(con):
        con.execute(RECALL)
