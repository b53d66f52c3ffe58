-- Names a code has borne: in successive registry deliveries, and beside the code in the tax authority's rows. A tax name counts
-- as former only if it stood more than once, in full, and ended before the present name began: a typing error does neither.
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
