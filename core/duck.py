"""DuckDB connections with the limits of the settings."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb

from core.beside import cores
from core.settings import Settings

_LANES: Final = "several queries at a time"  # the name that a connection gives itself, for who asks


def connect(
    settings: Settings, database: str = ":memory:", spill: Path | None = None, *, lanes: bool = False
) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB connection that keeps to the memory and threads allowed, fetches and prints nothing.

    What does not fit into memory goes to the folder `spill`, else beside the database. With `lanes` each
    query keeps to one thread, and several run beside each other where settings and machine allow more: short
    queries take a tenth less time, long ones more.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": settings.memory,
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    if spill is not None:
        config["temp_directory"] = str(spill)
    if settings.threads:
        config["threads"] = settings.threads
    if lanes and settings.threads != 1 and cores() > 1:
        config |= {"threads": 1, "custom_user_agent": _LANES}
    return _quiet(duckdb.connect(database, config=config))


def scratch(threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """Open a small connection in memory that prints nothing, for tables that are soon thrown away."""
    return _quiet(duckdb.connect(config={"threads": threads} if threads else {}))


def another(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Open a second connection to the same database, for work beside the first in another thread."""
    return _quiet(con.cursor())


def _quiet(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Show no progress: it goes to stdout, among the data."""
    con.execute("SET enable_progress_bar = false")
    return con


def one_thread(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether the connection is held to one thread: then no other process shares its work either."""
    query = "SELECT current_setting('threads') = 1 AND current_setting('custom_user_agent') <> ?"
    return bool(con.execute(query, [_LANES]).fetchall()[0][0])


def records(
    con: duckdb.DuckDBPyConnection, query: str, values: Sequence[Any] | Mapping[str, Any] = ()
) -> list[dict[str, Any]]:
    """Return a query's rows as dictionaries by column, in the order of the query."""
    found = con.execute(query, values)
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
