-- Mentions without a code that certainly are a registered firm's, each with its firm (same) and with others of its form (not same).
CREATE OR REPLACE TABLE panel_sample AS
WITH sure AS (
  SELECT d.mention_id, d.entity_id FROM decided d JOIN mention m USING (mention_id)
  WHERE d.decision = 'match' AND d.tier IN (SELECT unnest($certain)) AND m.code IS NULL AND m.org_code IS NULL
  ORDER BY md5(d.mention_id) LIMIT $most
),
other AS (
  SELECT entity_id, form, row_number() OVER (PARTITION BY form ORDER BY md5(entity_id)) AS place, count(*) OVER (PARTITION BY form) AS all
  FROM entity WHERE registered
)
SELECT mention_id, entity_id, true AS same FROM sure
UNION ALL
SELECT s.mention_id, o.entity_id, false FROM sure s JOIN other e USING (entity_id) CROSS JOIN (SELECT unnest([11, 22, 33]) AS step)
JOIN other o ON o.form IS NOT DISTINCT FROM e.form AND o.place = 1 + (e.place + step) % e.all
WHERE o.entity_id <> s.entity_id
ORDER BY 1, 2
