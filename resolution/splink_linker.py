"""Opening Splink's linker over two tables of a DuckDB connection, with our own term frequencies."""

import logging
from collections.abc import Sequence
from typing import Any

import duckdb
from splink import DuckDBAPI, Linker

from resolution.model import MENTION, REGISTRY, TERM_FREQUENCIES


def open_linker(
    con: duckdb.DuckDBPyConnection,
    settings: dict[str, Any],
    mentions: str,
    registry: str,
    frequencies: Sequence[str] = TERM_FREQUENCIES,
) -> Linker:
    """Return a linker of a mention table to a registry table; the tf_ table of each frequency must stand."""
    api = DuckDBAPI(con)
    tables = [
        api.register(mentions, dataset_display_name=MENTION),
        api.register(registry, dataset_display_name=REGISTRY),
    ]
    # Settings come from typed models; Splink would parse every level three times more to check its columns.
    linker = Linker(tables, settings, log_level=logging.ERROR, validate_settings=False)
    for column in frequencies:
        table = api.register(f"tf_{column}", table_name=f"frequency_{column}")
        linker.table_management.register_term_frequency_lookup(table, column)
    return linker


def score(linker: Linker, pairs: str) -> str:
    """Score a table of pairs (match_key, join_key_l, join_key_r); return the name of the table made."""
    api = linker._db_api
    linker.table_management.register_blocked_pairs_for_predict(
        api.register(pairs, table_name=f"registered_{pairs}")
    )
    return str(linker.inference.predict(warning_mode="never").physical_name)
