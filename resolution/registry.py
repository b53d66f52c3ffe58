"""The registry that anchors identity: market supervision first, then tax registration, with names over time."""

from typing import Final

import duckdb
import pyarrow as pa

from core.ids import canonical_id
from resolution.normalise import TEXT, load

IDS: Final = pa.schema([("anchor", TEXT), ("entity_id", TEXT)])

PERIODS: Final = r"""
CREATE OR REPLACE MACRO period_start(p) AS CASE
  WHEN regexp_full_match(p, '\d{4}-\d{2}') THEN strptime(p || '-01', '%Y-%m-%d')::DATE
  WHEN regexp_full_match(p, '\d{4}-Q[1-4]') THEN make_date(p[1:4]::INTEGER, p[7:7]::INTEGER * 3 - 2, 1)
  WHEN regexp_full_match(p, '\d{4}') THEN make_date(p::INTEGER, 1, 1) END;
CREATE OR REPLACE MACRO period_end(p) AS CASE
  WHEN regexp_full_match(p, '\d{4}-\d{2}') THEN last_day(period_start(p))
  WHEN regexp_full_match(p, '\d{4}-Q[1-4]') THEN last_day(make_date(p[1:4]::INTEGER, p[7:7]::INTEGER * 3, 1))
  WHEN regexp_full_match(p, '\d{4}') THEN make_date(p::INTEGER, 12, 31) END
"""

MARKET: Final = """
CREATE OR REPLACE TABLE market_row AS
WITH supplied AS (
  SELECT name, legal_representative AS person, phone, address, code, scope, town, src_period, known_from, source_key, false AS sole
  FROM history_company_registration
  UNION ALL
  SELECT name, operator, phone, address, code, scope, town, src_period, known_from, source_key, true
  FROM history_sole_proprietor
)
SELECT c.value AS code, coalesce(n.norm, '') AS norm, coalesce(n.part, '') AS name, coalesce(p.value, '') AS person,
       coalesce(t.value, '') AS phone, s.address, coalesce(a.value, '') AS address_norm, coalesce(a.spot, '') AS spot,
       coalesce(nullif(w.value, ''), a.town, '') AS town, s.scope, s.sole, period_end(s.src_period) AS period,
       s.known_from, s.source_key
FROM supplied s
JOIN code_map c ON c.raw = trim(s.code) AND c.kind = 'uscc'
LEFT JOIN name_map n ON n.raw = trim(s.name) AND n.part_no = 0
LEFT JOIN person_map p ON p.raw = trim(s.person)
LEFT JOIN phone_map t ON t.raw = trim(s.phone)
LEFT JOIN address_map a ON a.raw = trim(s.address)
LEFT JOIN town_map w ON w.raw = trim(s.town)
"""

TAX: Final = """
CREATE OR REPLACE TABLE tax_row AS
SELECT c.value AS code, coalesce(n.norm, '') AS norm, coalesce(n.part, '') AS name, s.status, s.subject_kind, s.registration_kind,
       s.industry_section AS industry, s.opened_on, coalesce(w.value, '') AS town, period_end(s.src_period) AS period,
       s.known_from, s.source_key
FROM history_tax_registration s
JOIN code_map c ON c.raw = trim(s.code) AND c.kind = 'uscc'
LEFT JOIN name_map n ON n.raw = trim(s.name) AND n.part_no = 0
LEFT JOIN town_map w ON w.raw = trim(s.town)
"""

# Tax lists also hold visitors, withholding agents and persons: they anchor no enterprise of the city.
NOT_LOCAL: Final = "coalesce(subject_kind, '') SIMILAR TO '.*(报验|扣缴|自然人|临时).*' OR coalesce(status, '') LIKE '%报验%'"

LATEST: Final = f"""
CREATE OR REPLACE TABLE market_latest AS
SELECT * FROM market_row QUALIFY row_number() OVER (PARTITION BY code ORDER BY period DESC, known_from DESC, source_key DESC) = 1;
CREATE OR REPLACE TABLE tax_latest AS
SELECT * FROM tax_row QUALIFY row_number() OVER (PARTITION BY code ORDER BY period DESC, known_from DESC, source_key DESC) = 1;
CREATE OR REPLACE TABLE closed_at AS
SELECT code, min(period) AS closed FROM tax_row WHERE status LIKE '%注销%' GROUP BY code;
CREATE OR REPLACE TABLE anchor AS
SELECT code FROM market_latest
UNION SELECT code FROM tax_latest WHERE NOT ({NOT_LOCAL})
"""

ENTITIES: Final = """
CREATE OR REPLACE TABLE entity AS
SELECT i.entity_id, 'ent' AS kind, a.code AS anchor, true AS registered,
       coalesce(nullif(m.name, ''), nullif(t.name, ''), nullif(m.person, '') || '（个体工商户，无字号）', '（无名称）') AS name,
       a.code, nullif(coalesce(nullif(m.town, ''), t.town), '') AS town, m.address, nullif(m.person, '') AS person,
       nullif(m.phone, '') AS phone, m.scope, t.industry, t.status,
       CASE WHEN y.branch <> '' OR t.registration_kind LIKE '%分支%' THEN '分支机构'
            WHEN m.sole OR a.code LIKE '92%' THEN '个体工商户'
            WHEN y.form_class = 'cooperative' THEN '农民专业合作社' ELSE '企业' END AS form,
       NULL::VARCHAR AS parent_id, NULL::VARCHAR AS predecessor_id, t.opened_on AS valid_from, z.closed AS valid_to,
       least(m.known_from, t.known_from) AS known_from, NULL::TIMESTAMP AS known_to,
       coalesce(nullif(m.norm, ''), t.norm, '') AS name_norm, coalesce(m.spot, '') AS spot,
       coalesce(m.address_norm, '') AS address_norm, m.code IS NOT NULL AS in_market,
       coalesce(m.source_key, t.source_key) AS source_key
FROM anchor a
JOIN entity_ids i ON i.anchor = a.code
LEFT JOIN market_latest m ON m.code = a.code
LEFT JOIN tax_latest t ON t.code = a.code
LEFT JOIN closed_at z ON z.code = a.code AND t.status LIKE '%注销%'
LEFT JOIN anatomy y ON y.norm = coalesce(nullif(m.norm, ''), t.norm, '')
ORDER BY i.entity_id
"""

# Names a code has borne: in successive registry deliveries, and beside the code in the tax authority's rows. A tax name counts
# as former only if it stood more than once, in full, and ended before the present name began: a typing error does neither.
NAMES: Final = """
CREATE OR REPLACE TABLE name_seen AS
SELECT code, norm, name, period AS first_seen, period AS last_seen, 1 AS rows, true AS registry, source_key FROM market_row WHERE norm <> ''
UNION ALL
SELECT code, norm, name, period, period, 1, true, source_key FROM tax_row WHERE norm <> ''
UNION ALL
SELECT c.value, n.norm, n.part, r.first_period, r.last_period, r.rows, false, NULL
FROM raw_role r JOIN tax_role x ON x.role_no = r.role_no
JOIN code_map c ON c.raw = r.code AND c.kind = 'uscc'
JOIN name_map n ON n.raw = r.name AND n.parts = 1 AND n.norm <> '';

CREATE OR REPLACE TABLE name_span AS
SELECT e.entity_id, s.norm, min(s.name) AS name, min(s.first_seen) AS first_seen, max(s.last_seen) AS last_seen,
       sum(s.rows) AS rows, bool_or(s.registry) AS registry, min(s.source_key) AS source_key, bool_and(s.norm = e.name_norm) AS current
FROM name_seen s JOIN entity e ON e.code = s.code GROUP BY e.entity_id, s.norm;

CREATE OR REPLACE TABLE entity_name AS
WITH present AS (SELECT entity_id, first_seen AS began FROM name_span WHERE current),
taken AS (SELECT name_norm FROM entity WHERE name_norm <> '' GROUP BY 1),
former AS (
  SELECT s.*, p.began FROM name_span s JOIN present p USING (entity_id) JOIN anatomy y ON y.norm = s.norm
  WHERE NOT s.current AND y.kind = 'firm' AND s.norm NOT IN (SELECT name_norm FROM taken)
    AND y.form <> '' AND y.core <> ''
    AND ((s.registry AND s.last_seen < p.began) OR (s.rows >= 2 AND s.last_seen <= p.began))
),
told AS (
  SELECT DISTINCT e.entity_id, f.former AS name, n.norm FROM name_map f JOIN entity e ON e.name_norm = f.norm
  JOIN former_map n ON n.raw = f.former JOIN anatomy y ON y.norm = n.norm
  WHERE f.former <> '' AND y.form_class IN ('limited', 'joint_stock') AND n.norm NOT IN (SELECT name_norm FROM taken)
    AND (SELECT count(*) FROM entity x WHERE x.name_norm = f.norm) = 1
)
SELECT entity_id, name, 'current' AS kind, NULL::DATE AS valid_from, NULL::DATE AS valid_to, source_key, name_norm AS norm
FROM entity WHERE name_norm <> ''
UNION ALL
SELECT entity_id, name, 'former', CASE WHEN rows > 1 THEN first_seen END, last_seen, source_key, norm FROM former
UNION ALL
SELECT t.entity_id, min(t.name), 'former', NULL, NULL, NULL, t.norm FROM told t
WHERE NOT EXISTS (SELECT 1 FROM former f WHERE f.entity_id = t.entity_id AND f.norm = t.norm) GROUP BY t.entity_id, t.norm
"""

RENAMED: Final = """
UPDATE entity_name SET valid_from = f.ended FROM (
  SELECT entity_id, max(valid_to) + 1 AS ended FROM entity_name WHERE kind = 'former' GROUP BY 1
) f WHERE f.entity_id = entity_name.entity_id AND entity_name.kind = 'current' AND f.ended IS NOT NULL
"""

# A branch's name is its parent's name and then its own part; the parent must be one registered firm only.
PARENTS: Final = """
UPDATE entity SET parent_id = p.parent_id FROM (
  SELECT b.entity_id, min(h.entity_id) AS parent_id
  FROM entity b JOIN anatomy y ON y.norm = b.name_norm AND y.branch <> ''
  JOIN entity_name h ON h.norm = y.parent AND h.entity_id <> b.entity_id
  GROUP BY b.entity_id HAVING count(DISTINCT h.entity_id) = 1
) p WHERE p.entity_id = entity.entity_id
"""

# 个转企 under a new code: same person and brand, same place or telephone, the old one closed. Two valid codes stay two entities
# (they are two in law); the new one names its predecessor.
PREDECESSORS: Final = """
UPDATE entity SET predecessor_id = p.old FROM (
  SELECT n.entity_id, min(o.entity_id) AS old
  FROM entity o JOIN anatomy yo ON yo.norm = o.name_norm
  JOIN entity n ON n.person = o.person AND n.form = '企业' AND n.entity_id <> o.entity_id
  JOIN anatomy yn ON yn.norm = n.name_norm AND yn.brand = yo.brand AND yn.brand <> ''
  WHERE o.form = '个体工商户' AND o.status LIKE '%注销%' AND ((o.spot <> '' AND o.spot = n.spot) OR o.phone = n.phone)
  GROUP BY n.entity_id HAVING count(DISTINCT o.entity_id) = 1
) p WHERE p.entity_id = entity.entity_id
"""


def assign_ids(con: duckdb.DuckDBPyConnection, query: str, table: str) -> None:
    """Create `table` (anchor, entity_id) with the canonical id of every anchor that the query names."""
    rows = con.execute(query).fetchall()
    load(con, table, IDS, [[(a, canonical_id("ent", a)) for (a,) in rows]] if rows else [])


def build_registry(con: duckdb.DuckDBPyConnection, tax_roles: list[int]) -> None:
    """Create entity and entity_name from the registry's history; needs raw_role and the maps of `normalise`.

    `tax_roles` are the numbers of the tax authority's roles, whose names beside a code show former names.
    """
    con.execute("CREATE OR REPLACE TABLE tax_role AS SELECT unnest(?::INTEGER[]) AS role_no", [tax_roles])
    for sql in (MARKET, TAX, LATEST):
        con.execute(sql)
    assign_ids(con, "SELECT code FROM anchor ORDER BY 1", "entity_ids")
    for sql in (ENTITIES, NAMES, RENAMED, PARENTS, PREDECESSORS):
        con.execute(sql)
