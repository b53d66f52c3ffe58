"""The certain tiers: codes, organisation codes, exact names; each an SQL stage over what is still open."""

from typing import Final, NamedTuple

import duckdb
import pyarrow as pa

from resolution.identifiers import repairs
from resolution.normalise import TEXT, load
from resolution.sql import sql

DECIDED: Final = sql("tiers_decided")

OPEN: Final = sql("tiers_open")

KEYS: Final = sql("tiers_keys")


class Stage(NamedTuple):
    """One named SQL stage."""

    name: str
    sql: str


def _linked(source: str) -> str:
    """SQL that decides mentions linked by a code; `source` gives mention_id, entity_id, tier, reason."""
    return f"""
INSERT INTO decided
WITH linked AS ({source}),
judged AS (
  SELECT l.mention_id, l.entity_id, l.tier, l.reason, m.name_norm,
         coalesce(bool_or(m.name_norm IS NULL OR m.core IS NULL OR m.core = ''
           OR r.norm = m.name_norm OR r.core = m.core OR r.brand = m.brand OR r.pinyin = m.pinyin
           OR r.brand_pinyin = m.brand_pinyin OR list_has_any(r.dels, m.dels)), false) AS agrees
  FROM linked l JOIN open_mention m USING (mention_id) LEFT JOIN reg_name r ON r.entity_id = l.entity_id
  GROUP BY ALL
)
SELECT j.mention_id, j.entity_id, CASE WHEN conflict THEN 'review' ELSE 'match' END, j.tier,
       CASE WHEN conflict THEN 'code_name_conflict' ELSE j.reason END, NULL, NULL, NULL,
       CASE WHEN conflict THEN j.other END, NULL
FROM (SELECT j.*, k.entity_id AS other,
             NOT j.agrees AND k.entity_id IS NOT NULL AND k.entity_id <> j.entity_id AS conflict
      FROM judged j LEFT JOIN name_key k ON k.norm = j.name_norm AND k.entities = 1) j
"""


CODE: Final = _linked("""
  SELECT m.mention_id, e.entity_id, 'code' AS tier, 'same_code' AS reason
  FROM open_mention m JOIN entity e ON e.code = m.code WHERE m.code_kind = 'uscc'""")

CODE_ABSENT: Final = sql("tiers_code_absent")

ORG_CODE: Final = _linked("""
  SELECT m.mention_id, min(e.entity_id) AS entity_id,
         CASE WHEN any_value(m.code_kind) = 'tax15' THEN 'tax15' ELSE 'org_code' END AS tier,
         CASE WHEN any_value(m.code_kind) = 'tax15' THEN 'same_tax_number' ELSE 'same_org_code' END AS reason
  FROM open_mention m JOIN entity e ON substr(e.code, 9, 9) = m.org_code
  WHERE m.org_code <> '' AND m.code_kind <> 'uscc' GROUP BY m.mention_id HAVING count(*) = 1""")

REPAIRED: Final = sql("tiers_repaired")

NAME: Final = sql("tiers_name")

NOT_A_FIRM: Final = sql("tiers_not_a_firm")

ANATOMY_TIER: Final = sql("tiers_anatomy_tier")

BRANCH: Final = sql("tiers_branch")

UPGRADED: Final = sql("tiers_upgraded")

REPAIR: Final = pa.schema([("bad", TEXT), ("code", TEXT)])


def load_repairs(con: duckdb.DuckDBPyConnection) -> None:
    """Create `repair`: for each code that fails its check, the registered codes one slip away."""
    bad = con.execute(
        "SELECT DISTINCT code FROM mention "
        "WHERE code_kind = 'bad' AND length(code) BETWEEN 17 AND 19 ORDER BY 1"
    ).fetchall()
    load(con, "repair_all", REPAIR, [[(b, c) for (b,) in bad for c in repairs(b)]])
    con.execute(
        "CREATE OR REPLACE TABLE repair AS SELECT r.* FROM repair_all r SEMI JOIN entity e ON e.code = r.code"
    )


STAGES: Final = (
    Stage("code", CODE),
    Stage("code_absent", CODE_ABSENT),
    Stage("org_code", ORG_CODE),
    Stage("code_repaired", REPAIRED),
    Stage("name", NAME),
    Stage("not_a_firm", NOT_A_FIRM),
    Stage("branch", BRANCH),
    Stage("anatomy", ANATOMY_TIER),
    Stage("upgraded", UPGRADED),
)


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Create the empty `decided`, the view of open mentions and the registry's names by parts."""
    for stage in (DECIDED, KEYS, OPEN):
        con.execute(stage)
    load_repairs(con)


def run_tiers(con: duckdb.DuckDBPyConnection) -> None:
    """Decide by each certain tier in turn what it can."""
    for stage in STAGES:
        con.execute(stage.sql)
