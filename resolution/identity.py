"""Canonical ids that outlive a run: one that was given out and is gone leads to what took its place."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

import duckdb
import pyarrow as pa
from sqlalchemy.orm import Session

from resolution.normalise import TEXT, load
from resolution.sql import sql
from store.redirects import redirects

HOMES: Final = sql("identity_homes")
GONE: Final = sql("identity_gone")

BEFORE: Final = ("entity", "match")  # of the run before, that ids are compared with

SHAPE: Final = pa.schema([("old", TEXT), ("new", TEXT), ("since", pa.timestamp("us")), ("reason", TEXT)])

REGISTERED: Final = "registered"  # the registry now lists a firm that only other lists had named
MERGED: Final = "merged"  # its mentions now name another entity


class Step(NamedTuple):
    """One redirect: `old` gave way to `new` at a time in the system, and why."""

    old: str
    new: str
    since: datetime
    reason: str


def known_redirects(session: Session) -> list[Step]:
    """Return the redirects that the latest run left in the ledger, ordered by the old id."""
    return [Step(r.old, r.new, r.since, r.reason) for r in redirects(session)]


def legible(con: duckdb.DuckDBPyConnection, before: Path) -> bool:
    """Whether the tables of the run in a folder that ids are compared with can be read, to the end."""
    try:
        for table in BEFORE:
            con.read_parquet(str(before / f"{table}.parquet")).aggregate("count(COLUMNS(*))").fetchall()
    except duckdb.Error:
        return False
    return True


def attach_before(con: duckdb.DuckDBPyConnection, before: Path) -> None:
    """Create match_before and entity_before from the run in a folder, home and home_before of both runs."""
    for table in BEFORE:
        con.read_parquet(str(before / f"{table}.parquet")).create_view(f"{table}_before", replace=True)
    con.execute(HOMES)


def gone(con: duckdb.DuckDBPyConnection, since: datetime) -> list[Step]:
    """Return where the ids lead that the run before knew and this one does not; needs `attach_before`.

    An id whose mentions are all gone leads nowhere.
    """
    found = con.execute(GONE).fetchall()
    return [Step(old, new, since, REGISTERED if listed else MERGED) for old, new, listed in found]


def follow(steps: Iterable[Step], alive: set[str]) -> list[Step]:
    """Return each dead id with the living one at the end of its steps; what is alive again leads nowhere.

    A later step replaces an earlier one of the same id.
    """
    by_old: Mapping[str, Step] = {s.old: s for s in steps if s.old not in alive}
    found = []
    for old, step in sorted(by_old.items()):
        seen, new = {old}, step.new
        while new not in alive and new in by_old and new not in seen:
            seen.add(new)
            new = by_old[new].new
        if new in alive:
            found.append(step._replace(new=new))
    return found


def settle(
    con: duckdb.DuckDBPyConnection, known: Iterable[Step], before: Path | None, since: datetime
) -> list[Step]:
    """Return the redirects of this run and put them into the table `redirect`.

    `known` are those of the earlier runs, `before` the folder of the last one, if there was one: it is
    attached. Needs `mention`, `match` and `entity` of this run.
    """
    steps = list(known)
    if before is not None:
        attach_before(con, before)
        steps += gone(con, since)
    named = sorted({i for s in steps for i in (s.old, s.new)})
    load(con, "redirect_id", pa.schema([("entity_id", TEXT)]), [[(i,) for i in named]])
    alive = con.execute("SELECT entity_id FROM entity SEMI JOIN redirect_id USING (entity_id)").fetchall()
    found = follow(steps, {i for (i,) in alive})
    load(con, "redirect", SHAPE, [found])
    return found
