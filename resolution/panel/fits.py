"""Candidates that the other rows suggest: a name with two slips finds its firm by the gap that it left.

Dozens of firms are one character away from 晋江市华服饰有限公司, more than blocking by names lets through;
one of them has no row in just these months, and has been insured since the same day.
"""

from collections.abc import Sequence
from typing import Final

import duckdb

from resolution.panel.weights import Weights
from resolution.sql import sql

FITS: Final = sql("panel_fits")
NO_FIT: Final = sql("panel_no_fit")
PAIRS: Final = sql("panel_fit_pairs")

RULE: Final = "other_rows"

MOST: Final = 4
"""Of the firms that fit, those of the likest names: where more fit, fitting says little."""


def find_fits(con: duckdb.DuckDBPyConnection, weights: Weights) -> None:
    """Create panel_fit (mention_id, entity_id) for mention_side; empty where other rows weigh nothing."""
    con.execute("DROP TABLE IF EXISTS panel_fit")
    if weights:
        con.execute(FITS, {"most": MOST})
    else:
        no_fits(con)


def no_fits(con: duckdb.DuckDBPyConnection) -> None:
    """Leave panel_fit as it is, or empty where nobody looked: lists have no other rows."""
    con.execute(NO_FIT)


def add_pairs(con: duckdb.DuckDBPyConnection) -> None:
    """Add what fits to `pair`, as the rule RULE."""
    no_fits(con)
    con.execute(PAIRS, [RULE])


def suggest(con: duckdb.DuckDBPyConnection, pairs: Sequence[tuple[str, str]]) -> None:
    """Put pairs of a mention and an entity in the place of what `find_fits` would find."""
    con.execute("DROP TABLE IF EXISTS panel_fit")
    no_fits(con)
    if pairs:
        con.executemany("INSERT INTO panel_fit VALUES (?, ?)", pairs)
