"""DuckDB connections with the limits of the settings."""

import duckdb

from core.settings import Settings


def connect(settings: Settings, database: str = ":memory:") -> duckdb.DuckDBPyConnection:
    """Open a DuckDB connection that keeps to the memory and threads allowed, fetches and prints nothing."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": settings.memory,
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    if settings.threads:
        config["threads"] = settings.threads
    con = duckdb.connect(database, config=config)
    con.execute("SET enable_progress_bar = false")  # it goes to stdout, among the data
    return con
