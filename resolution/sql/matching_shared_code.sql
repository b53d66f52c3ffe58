UPDATE mention SET org_code = NULL WHERE code_kind IN ('shared', 'unlisted');

-- A shared code leaves only its bearers: the name tells which; without a name nothing does.
INSERT INTO decided
WITH bearer AS (
  SELECT m.mention_id, m.name_norm, r.entity_id, bool_or(r.norm = m.name_norm) AS same
  FROM mention m JOIN registry_row r ON r.code = m.code WHERE m.code_kind = 'shared' GROUP BY ALL
),
told AS (
  SELECT mention_id, count(*) FILTER (same) AS agreeing, min(entity_id) FILTER (same) AS entity_id, min(entity_id) AS first,
         any_value(name_norm) AS name_norm
  FROM bearer GROUP BY mention_id
)
SELECT mention_id, CASE WHEN agreeing = 1 THEN entity_id END, CASE WHEN agreeing = 1 THEN 'match' ELSE 'ambiguous' END, 'code',
       CASE WHEN agreeing = 1 THEN 'same_code' ELSE 'code_shared' END, NULL, NULL, NULL, CASE WHEN agreeing = 1 THEN NULL ELSE first END, NULL
FROM told WHERE (agreeing = 1 OR name_norm IS NULL) AND mention_id NOT IN (SELECT mention_id FROM decided)
