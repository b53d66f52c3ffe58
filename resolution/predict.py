"""Scoring candidates and deciding by the best one and its lead."""

from typing import Final

import duckdb

from resolution.ladder import Ladder
from resolution.model import MENTION, REGISTRY, Parameters, level_number, levels_sql, prior, settings
from resolution.splink_linker import open_linker, score

SPLINK_PAIRS: Final = f"""
CREATE OR REPLACE TABLE splink_pair AS
SELECT '0' AS match_key, '{MENTION}-__-' || mention_key AS join_key_l, '{REGISTRY}-__-' || registry_key AS join_key_r FROM blocked
"""

# One row per mention and entity: its best name. Pairs that a steward said must not link are left out before ranking.
EDGES: Final = """
CREATE OR REPLACE TABLE edge AS
WITH best AS (
  SELECT s.unique_id_l AS mention_id, split_part(s.unique_id_r, '|', 1) AS entity_id, s.unique_id_r AS registry_key,
         round(s.match_weight, 6) AS weight
  FROM {scored} s
  QUALIFY row_number() OVER (PARTITION BY mention_id, entity_id ORDER BY round(s.match_weight, 6) DESC, s.unique_id_r) = 1
)
SELECT b.*, k.rule, row_number() OVER (PARTITION BY b.mention_id ORDER BY b.weight DESC, b.entity_id) AS rank
FROM best b JOIN blocked k ON k.mention_key = b.mention_id AND k.registry_key = b.registry_key
WHERE NOT EXISTS (SELECT 1 FROM cannot_link c WHERE c.mention_id = b.mention_id AND c.entity_id = b.entity_id)
QUALIFY rank <= ?
"""

CANDIDATES: Final = """
CREATE OR REPLACE TABLE candidate AS
SELECT mention_id, entity_id, CAST(rank AS INTEGER) AS rank, weight, rule FROM edge ORDER BY mention_id, rank
"""

SIDE_COLUMNS: Final = (
    "core", "brand", "trade", "trade_class", "place", "relation", "branch", "pinyin", "brand_pinyin", "sorted_core", "dels",
    "name_town", "form_group", "person", "phone", "address", "spot", "town", "industry",
)  # fmt: skip

LEVELS: Final = f"""
CREATE OR REPLACE TABLE first AS
WITH paired AS (
  SELECT e.*, lead(e.weight) OVER w AS second, lead(e.entity_id) OVER w AS other,
         {", ".join(f"m.{c} AS {c}_l, r.{c} AS {c}_r" for c in SIDE_COLUMNS)}
  FROM edge e JOIN mention_side m ON m.unique_id = e.mention_id JOIN registry_side r ON r.unique_id = e.registry_key
  WINDOW w AS (PARTITION BY e.mention_id ORDER BY e.rank)
)
SELECT mention_id, entity_id, registry_key, weight AS w, second, other, round(weight - second, 6) AS margin,
       trade_l = '' AND form_group_l = '' OR least(length(core_l), length(core_r)) < 3 AND core_l <> core_r AS bare, {levels_sql()}
FROM paired WHERE rank = 1
"""


def _is(name: str, *labels: str) -> str:
    return f"{name}_level IN ({', '.join(str(level_number(name, label)) for label in labels)})"


# Which weight is enough hangs on what speaks for the pair: a slip in the 字号 alone needs more than the same 字号.
DECIDE: Final = f"""
INSERT INTO decided
WITH seen AS (
  SELECT *, {_is("person", "same person")} OR {_is("phone", "same phone")} OR {_is("address", "same spot", "same text")} AS supported,
         {_is("name", "same core")} AS exact
  FROM first
),
judged AS (
  SELECT *, CASE
    WHEN {_is("place", "another city")} AND NOT supported THEN 'other_place'
    WHEN {_is("branch", "else")} THEN 'branch'
    WHEN w < $review THEN 'model_below'
    WHEN {_is("name", "else")} THEN 'name_differs'
    WHEN {_is("name", "same brand, other trade", "same brand, trade of one class")} AND NOT supported THEN 'other_trade'
    WHEN NOT supported AND (bare OR {_is("name", "one in the other", "same brand, one gives no trade")}) THEN 'name_too_short'
    WHEN NOT supported AND ({_is("form", "else")} OR {_is("place", "wider or narrower", "another town")})
      THEN 'form_or_place_differs'
    WHEN w < CASE WHEN supported OR exact THEN $w0 WHEN {_is("name", "one slip", "same characters")} THEN $slip ELSE $only END
      THEN 'model_between'
    WHEN margin < $margin THEN 'near_tie'
    ELSE 'model_above' END AS verdict
  FROM seen
)
SELECT mention_id, CASE WHEN verdict IN ('model_below', 'other_place', 'branch') THEN NULL ELSE entity_id END,
       CASE WHEN verdict = 'model_above' THEN 'match'
            WHEN verdict IN ('model_below', 'other_place', 'branch') THEN 'none'
            ELSE 'review' END,
       'model', CASE verdict WHEN 'branch' THEN 'model_below' ELSE verdict END, w, margin,
       round(1 / (1 + pow(2.0, -w)), 9), CASE WHEN verdict IN ('model_below', 'other_place', 'branch') THEN entity_id ELSE other END, $model
FROM judged
"""

REST: Final = """
INSERT INTO decided
SELECT mention_id, NULL, 'none', 'unresolved',
       CASE WHEN name_kind = 'person' THEN 'person' WHEN core = '' OR core IS NULL THEN 'empty' ELSE 'no_candidate' END,
       NULL, NULL, NULL, NULL, NULL
FROM open_mention
"""


def predict(
    con: duckdb.DuckDBPyConnection, ladder: Ladder, parameters: Parameters, names: int, version: int
) -> None:
    """Score the blocked pairs, keep the best candidates, and decide every mention that is still open."""
    con.execute(SPLINK_PAIRS)
    linker = open_linker(con, settings(parameters, prior(ladder, names)), "mention_side", "registry_side")
    con.execute(EDGES.format(scored=score(linker, "splink_pair")), [ladder.candidates_kept])
    con.execute(CANDIDATES)
    con.execute(LEVELS)
    thresholds = {
        "review": ladder.review_weight, "w0": ladder.match_weight, "slip": ladder.slip_weight,
        "only": ladder.name_only_weight, "margin": ladder.match_margin, "model": version,
    }  # fmt: skip
    con.execute(DECIDE, thresholds)
    con.execute(REST)
