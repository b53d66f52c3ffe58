"""What a run changed: entities created, merged, split, renamed, closed or gone since the run before."""

from datetime import datetime
from pathlib import Path
from typing import Final

import duckdb

from resolution.sql import sql
from store.tables import EntityChange

SEEN: Final = sql("changes_seen")


def changes_since(
    con: duckdb.DuckDBPyConnection, before: Path, run: str, known_at: datetime
) -> list[EntityChange]:
    """Return the changes from the run in a folder to the one whose working tables stand, not yet recorded.

    `known_at` is when the newest delivery became known that this run read: a change is dated by the data.
    """
    for table in ("entity", "match"):
        con.read_parquet(str(before / f"{table}.parquet")).create_view(f"{table}_before", replace=True)
    return [
        EntityChange(
            run=run,
            known_at=known_at,
            change=change,
            kind=kind,
            entity=entity,
            other=other,
            before=old,
            after=new,
        )
        for change, kind, entity, other, old, new in con.execute(SEEN).fetchall()
    ]
