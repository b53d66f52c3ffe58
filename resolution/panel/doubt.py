"""A name that is certain by itself, and that the other rows speak against: the model weighs both.

君合鞋业有限公司 is one registered firm's name to the letter, and what a careless clerk makes of
晋江市君合鞋业有限公司. The name cannot tell; staff that was insured before the firm opened, or twice in a
month, can.
"""

from typing import Final

import duckdb

from resolution.panel.weights import Weights, weigh
from resolution.reasons import Tier
from resolution.sql import sql

NAMED: Final = sql("panel_named")
DOUBTED: Final = sql("panel_doubted")

BY_NAME: Final = (
    Tier.NAME, Tier.FORMER_NAME, Tier.NAME_EVIDENCE, Tier.ANATOMY, Tier.BRANCH, Tier.UPGRADED,
)  # fmt: skip
"""The tiers that look at names; what a code or a judgement says stands."""

DOUBT: Final = 5.0
"""Bits against the firm that open a mention again: thirty-two to one."""


def reopen(con: duckdb.DuckDBPyConnection, weights: Weights) -> None:
    """Open again what is decided by its name, where its other rows speak against that firm.

    A mention that is open again still counts among those that hold its firm's places (`panel_held`): of two
    that hold one place, both are doubted, and the better name keeps the firm.
    """
    if not weights:
        return
    con.execute(NAMED, [list(BY_NAME)])
    weigh(con, weights, "panel_named")
    con.execute(DOUBTED, {"doubt": DOUBT})
    con.execute("DROP TABLE panel_named; DROP TABLE panel")
