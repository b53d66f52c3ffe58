-- What happened to entities between the run before and this one. `other` is the entity that took the place, or that was split off.
WITH made AS (SELECT * FROM entity ANTI JOIN entity_before USING (entity_id)),
lost AS (SELECT * FROM entity_before ANTI JOIN entity USING (entity_id)),
kept AS (
  SELECT e.entity_id, e.kind, e.name, b.name AS name_before, e.name_norm, b.name_norm AS norm_before,
         coalesce(e.status, '') AS status, coalesce(b.status, '') AS status_before
  FROM entity e JOIN entity_before b USING (entity_id)
)
SELECT 'created' AS change, kind, entity_id, NULL AS other, NULL AS before, name AS after FROM made
UNION ALL
SELECT 'merged', l.kind, l.entity_id, r.new, l.name, e.name
FROM lost l JOIN redirect r ON r.old = l.entity_id JOIN entity e ON e.entity_id = r.new
UNION ALL
SELECT 'gone', kind, entity_id, NULL, name, NULL FROM lost WHERE entity_id NOT IN (SELECT old FROM redirect)
UNION ALL
SELECT DISTINCT 'split', k.kind, k.entity_id, m.entity_id, k.name_before, m.name
FROM home_before b JOIN home h USING (mention_id) JOIN kept k ON k.entity_id = b.entity_id
JOIN made m ON m.entity_id = h.entity_id AND m.kind = k.kind
UNION ALL
SELECT 'renamed', kind, entity_id, NULL, name_before, name FROM kept WHERE name_norm <> norm_before
UNION ALL
SELECT 'closed', kind, entity_id, NULL, nullif(status_before, ''), status FROM kept
WHERE status LIKE '%注销%' AND status_before NOT LIKE '%注销%'
ORDER BY ALL
