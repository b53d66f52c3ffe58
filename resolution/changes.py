"""What a run changed: entities created, merged, split, renamed, closed or gone since the run before."""

from datetime import datetime
from typing import Final

import duckdb

from resolution.sql import sql
from store.tables import EntityChange

SEEN: Final = sql("changes_seen")


def changes_since(con: duckdb.DuckDBPyConnection, run: str, known_at: datetime) -> list[EntityChange]:
    """Return the changes from the run before to the one whose working tables stand, not yet recorded.

    Needs what `identity.settle` attached. `known_at` is when the newest delivery became known that this run
    read: a change is dated by the data.
    """
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
