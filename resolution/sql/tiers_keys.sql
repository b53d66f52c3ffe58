CREATE OR REPLACE TABLE name_key AS
SELECT n.norm, count(DISTINCT n.entity_id) AS entities, min(n.entity_id) AS entity_id,
       bool_or(n.kind = 'current') AS current
FROM entity_name n GROUP BY n.norm;
CREATE OR REPLACE TABLE reg_name AS
SELECT n.entity_id, n.norm, n.kind AS name_status, y.* EXCLUDE (norm, kind, part), y.kind AS name_kind
FROM entity_name n JOIN anatomy y USING (norm)
