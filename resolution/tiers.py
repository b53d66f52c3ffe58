"""The certain tiers: codes, organisation codes, exact names; each an SQL stage over what is still open."""

from typing import Final, NamedTuple

import duckdb
import pyarrow as pa

from resolution.identifiers import repairs
from resolution.normalise import TEXT, load

DECIDED: Final = """
CREATE OR REPLACE TABLE decided (mention_id VARCHAR, entity_id VARCHAR, decision VARCHAR, tier VARCHAR, reason VARCHAR,
  weight DOUBLE, margin DOUBLE, probability DOUBLE, runner_up VARCHAR, model INTEGER)
"""

OPEN: Final = """
CREATE OR REPLACE VIEW open_mention AS
SELECT m.*, y.kind AS name_kind, y.place, y.relation, y.town AS name_town, y.brand, y.trade, y.trade_class, y.form, y.form_class,
       y.core, y.branch, y.parent, y.pinyin, y.brand_pinyin, y.sorted_core, y.dels, coalesce(a.spot, '') AS spot
FROM mention m LEFT JOIN anatomy y ON y.norm = m.name_norm
LEFT JOIN (SELECT value, min(spot) AS spot FROM address_map GROUP BY 1) a ON a.value = m.address
WHERE m.mention_id NOT IN (SELECT mention_id FROM decided)
"""

KEYS: Final = """
CREATE OR REPLACE TABLE name_key AS
SELECT n.norm, count(DISTINCT n.entity_id) AS entities, min(n.entity_id) AS entity_id,
       bool_or(n.kind = 'current') AS current
FROM entity_name n GROUP BY n.norm;
CREATE OR REPLACE TABLE reg_name AS
SELECT n.entity_id, n.norm, n.kind AS name_status, y.* EXCLUDE (norm, kind, part), y.kind AS name_kind
FROM entity_name n JOIN anatomy y USING (norm)
"""


class Stage(NamedTuple):
    """One named SQL stage."""

    name: str
    sql: str


def _linked(source: str) -> str:
    """SQL that decides mentions linked to an entity by a code; `source` gives mention_id, entity_id, tier, reason."""
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
FROM (SELECT j.*, k.entity_id AS other, NOT j.agrees AND k.entity_id IS NOT NULL AND k.entity_id <> j.entity_id AS conflict
      FROM judged j LEFT JOIN name_key k ON k.norm = j.name_norm AND k.entities = 1) j
"""


CODE: Final = _linked("""
  SELECT m.mention_id, e.entity_id, 'code' AS tier, 'same_code' AS reason
  FROM open_mention m JOIN entity e ON e.code = m.code WHERE m.code_kind = 'uscc'""")

CODE_ABSENT: Final = """
INSERT INTO decided
SELECT m.mention_id, k.entity_id, CASE WHEN k.entity_id IS NULL THEN 'none' ELSE 'review' END, 'code',
       CASE WHEN k.entity_id IS NULL THEN 'code_not_registered' ELSE 'code_unknown_name_known' END, NULL, NULL, NULL, NULL, NULL
FROM open_mention m LEFT JOIN name_key k ON k.norm = m.name_norm AND k.entities = 1 AND k.current
WHERE m.code_kind = 'uscc'
"""

ORG_CODE: Final = _linked("""
  SELECT m.mention_id, min(e.entity_id) AS entity_id,
         CASE WHEN any_value(m.code_kind) = 'tax15' THEN 'tax15' ELSE 'org_code' END AS tier,
         CASE WHEN any_value(m.code_kind) = 'tax15' THEN 'same_tax_number' ELSE 'same_org_code' END AS reason
  FROM open_mention m JOIN entity e ON substr(e.code, 9, 9) = m.org_code
  WHERE m.org_code <> '' AND m.code_kind <> 'uscc' GROUP BY m.mention_id HAVING count(*) = 1""")

REPAIRED: Final = """
INSERT INTO decided
SELECT m.mention_id, min(e.entity_id), 'match', 'code_repaired', 'code_one_slip', NULL, NULL, NULL, NULL, NULL
FROM open_mention m JOIN repair p ON p.bad = m.code JOIN entity e ON e.code = p.code
WHERE m.code_kind = 'bad' AND m.name_norm IS NOT NULL AND EXISTS (
  SELECT 1 FROM reg_name r WHERE r.entity_id = e.entity_id AND r.branch = m.branch
  AND (r.norm = m.name_norm OR r.core = m.core OR r.brand = m.brand OR r.pinyin = m.pinyin OR list_has_any(r.dels, m.dels)))
GROUP BY m.mention_id HAVING count(DISTINCT e.entity_id) = 1
"""

# Names that several firms bear, and names of persons, need evidence beside the name; a unique name only no contradiction.
NAME: Final = """
INSERT INTO decided
WITH pair AS (
  SELECT m.mention_id, m.name_kind, coalesce(m.form_class, '') IN ('shop', '') AS shop, n.entity_id, n.kind AS name_status,
         coalesce(CASE WHEN m.person = e.person THEN 3 END, 0) + coalesce(CASE WHEN m.phone = e.phone THEN 3 END, 0)
         + CASE WHEN m.spot <> '' AND m.spot = e.spot THEN 2 WHEN m.address = e.address_norm THEN 2 ELSE 0 END
         + coalesce(CASE WHEN m.town = e.town THEN 1 END, 0) AS evidence,
         coalesce(m.person <> e.person, false)::INT + coalesce(m.phone <> e.phone, false)::INT
         + coalesce(m.town <> e.town, false)::INT AS against
  FROM open_mention m JOIN entity_name n ON n.norm = m.name_norm JOIN entity e ON e.entity_id = n.entity_id
),
current AS (
  SELECT * FROM pair p WHERE name_status = 'current'
  OR NOT EXISTS (SELECT 1 FROM pair q WHERE q.mention_id = p.mention_id AND q.name_status = 'current')
),
ranked AS (
  SELECT *, count(*) OVER w AS entities, row_number() OVER (PARTITION BY mention_id ORDER BY evidence DESC, against, entity_id) AS place,
         lead(evidence) OVER (PARTITION BY mention_id ORDER BY evidence DESC, against, entity_id) AS second,
         lead(entity_id) OVER (PARTITION BY mention_id ORDER BY evidence DESC, against, entity_id) AS other
  FROM current WINDOW w AS (PARTITION BY mention_id)
),
judged AS (
  SELECT *, CASE
    WHEN name_kind = 'person' AND evidence >= 4 AND coalesce(second, 0) < evidence THEN 'name_evidence'
    WHEN name_kind = 'person' THEN 'skip'
    WHEN entities = 1 AND shop AND against >= 2 AND evidence = 0 THEN 'differs'
    WHEN entities = 1 THEN CASE name_status WHEN 'current' THEN 'name' ELSE 'former_name' END
    WHEN evidence > coalesce(second, 0) THEN 'name_evidence'
    ELSE 'shared' END AS verdict
  FROM ranked WHERE place = 1
)
SELECT mention_id, CASE WHEN verdict = 'shared' THEN NULL ELSE entity_id END,
       CASE verdict WHEN 'differs' THEN 'review' WHEN 'shared' THEN 'ambiguous' ELSE 'match' END,
       CASE verdict WHEN 'differs' THEN 'name' WHEN 'shared' THEN 'name' ELSE verdict END,
       CASE verdict WHEN 'differs' THEN 'name_evidence_differs' WHEN 'shared' THEN 'name_shared' WHEN 'name' THEN 'same_name'
         WHEN 'former_name' THEN 'same_former_name' ELSE 'same_name_and_evidence' END,
       NULL, NULL, NULL, CASE WHEN verdict = 'shared' THEN entity_id ELSE other END, NULL
FROM judged WHERE verdict <> 'skip'
"""

NOT_A_FIRM: Final = """
INSERT INTO decided
SELECT mention_id, NULL, 'none', 'unresolved',
       CASE WHEN name_norm IS NULL OR name_kind = 'empty' THEN 'empty' WHEN name_kind = 'person' THEN 'person' ELSE 'public_body' END,
       NULL, NULL, NULL, NULL, NULL
FROM open_mention
WHERE name_norm IS NULL OR name_kind IN ('empty', 'body')
   OR (name_kind = 'person' AND name_norm NOT IN (SELECT brand FROM reg_name))
"""

# 晋江市恒盛鞋业有限公司 and 福建省晋江恒盛鞋业有限责任公司: place, 字号 and trade agree, and nobody else bears them.
ANATOMY_TIER: Final = """
INSERT INTO decided
WITH key AS (
  SELECT core, place, form_group, branch, count(DISTINCT entity_id) AS entities, min(entity_id) AS entity_id
  FROM (SELECT *, CASE WHEN form_class IN ('limited', 'joint_stock', 'group') THEN 'company' ELSE form_class END AS form_group FROM reg_name)
  WHERE core <> '' AND place <> '' GROUP BY ALL
)
SELECT m.mention_id, k.entity_id, 'match', 'anatomy', 'same_anatomy', NULL, NULL, NULL, NULL, NULL
FROM open_mention m JOIN key k ON k.core = m.core AND k.place = m.place AND k.branch = m.branch AND k.entities = 1
 AND k.form_group = CASE WHEN m.form_class IN ('limited', 'joint_stock', 'group') THEN 'company' ELSE m.form_class END
WHERE m.trade <> '' AND length(m.brand) >= 2 AND m.form_class <> ''
"""

# A branch that the register lists itself is that branch; else it is an entity of its own below its parent (BRANCH_OF).
BRANCH: Final = """
INSERT INTO decided
WITH parent AS (
  SELECT m.mention_id, m.branch, min(k.entity_id) AS parent_id
  FROM open_mention m JOIN name_key k ON k.norm = m.parent AND k.entities = 1 WHERE m.branch <> '' GROUP BY ALL
),
listed AS (
  SELECT p.mention_id, min(e.entity_id) AS entity_id, count(DISTINCT e.entity_id) AS entities
  FROM parent p JOIN entity e ON e.parent_id = p.parent_id JOIN reg_name r ON r.entity_id = e.entity_id
  WHERE regexp_replace(r.branch, '[市镇第]|街道', '', 'g') = regexp_replace(p.branch, '[市镇第]|街道', '', 'g') GROUP BY ALL
)
SELECT p.mention_id, CASE WHEN l.entities = 1 THEN l.entity_id END, CASE WHEN l.entities = 1 THEN 'match' ELSE 'none' END, 'branch',
       CASE WHEN l.entities = 1 THEN 'same_anatomy' ELSE 'branch_of_registered' END, NULL, NULL, NULL,
       p.parent_id, NULL
FROM parent p LEFT JOIN listed l USING (mention_id)
"""

REPAIR: Final = pa.schema([("bad", TEXT), ("code", TEXT)])


def load_repairs(con: duckdb.DuckDBPyConnection) -> None:
    """Create `repair`: for each code that fails its check, the valid codes one slip away that are registered."""
    bad = con.execute(
        "SELECT DISTINCT code FROM mention WHERE code_kind = 'bad' AND length(code) = 18 ORDER BY 1"
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
    Stage("anatomy", ANATOMY_TIER),
    Stage("branch", BRANCH),
)


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Create the empty `decided`, the view of open mentions and the registry's names by parts."""
    for sql in (DECIDED, OPEN, KEYS):
        con.execute(sql)
    load_repairs(con)


def run_tiers(con: duckdb.DuckDBPyConnection) -> None:
    """Decide by each certain tier in turn what it can."""
    for stage in STAGES:
        con.execute(stage.sql)
