"""Scoring candidates and deciding by the best one and its lead."""

from typing import Final

import duckdb

from resolution.ladder import Ladder
from resolution.model import Parameters, levels_sql, prior, settings
from resolution.splink_linker import open_linker, score
from resolution.sql import sql

SPLINK_PAIRS: Final = sql("predict_splink_pairs")

EDGES: Final = sql("predict_edges")

CANDIDATES: Final = sql("predict_candidates")

SIDE_COLUMNS: Final = (
    "core", "brand", "trade", "trade_class", "place", "relation", "branch", "pinyin", "brand_pinyin",
    "sorted_core", "dels",
    "name_town", "form_group", "person", "phone", "address", "spot", "town", "industry",
)  # fmt: skip

LEVELS: Final = sql("predict_levels")
DECIDE: Final = sql("predict_decide")
REST: Final = sql("predict_rest")


def predict(
    con: duckdb.DuckDBPyConnection, ladder: Ladder, parameters: Parameters, names: int, version: int
) -> None:
    """Score the blocked pairs, keep the best candidates, and decide every mention that is still open."""
    con.execute(SPLINK_PAIRS)
    linker = open_linker(con, settings(parameters, prior(ladder, names)), "mention_side", "registry_side")
    con.execute(EDGES.format(scored=score(linker, "splink_pair")), [ladder.candidates_kept])
    con.execute(CANDIDATES)
    columns = ", ".join(f"m.{c} AS {c}_l, r.{c} AS {c}_r" for c in SIDE_COLUMNS)
    con.execute(LEVELS.format(columns=columns, levels=levels_sql()))
    thresholds = {
        "review": ladder.review_weight, "w0": ladder.match_weight, "slip": ladder.slip_weight,
        "only": ladder.name_only_weight, "margin": ladder.match_margin, "model": version,
    }  # fmt: skip
    con.execute(DECIDE, thresholds)
    con.execute(REST)
