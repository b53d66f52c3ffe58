-- What each mention was decided to be: in the newest run, with the first model now, with the second now.
CREATE OR REPLACE VIEW mention AS SELECT * FROM mention_other;
CREATE OR REPLACE TABLE model_change AS
WITH outcome AS (
  SELECT 'before' AS run, *, coalesce(entity_id, own_entity_id) AS thing FROM match_before
  UNION ALL BY NAME SELECT 'first' AS run, *, coalesce(entity_id, own_entity_id) AS thing FROM match_first
  UNION ALL BY NAME SELECT 'other' AS run, *, coalesce(entity_id, own_entity_id) AS thing FROM match_other
),
step AS (
  SELECT a.mention_id, 'model' AS cause, a.decision AS before, b.decision AS after, a.thing AS before_id, b.thing AS after_id,
         a.reason AS before_reason, b.reason AS after_reason, a.weight AS before_weight, b.weight AS after_weight
  FROM outcome a JOIN outcome b ON a.run = 'first' AND b.run = 'other' AND a.mention_id = b.mention_id
  UNION ALL
  SELECT coalesce(a.mention_id, b.mention_id), CASE WHEN 'judgement' IN (a.tier, b.tier) OR coalesce(a.mention_id, b.mention_id) IN (SELECT mention_id FROM judged_mention)
           THEN 'judgement' ELSE otherwise() END,
         a.decision, b.decision, a.thing, b.thing, a.reason, b.reason, a.weight, b.weight
  FROM (SELECT * FROM outcome WHERE run = 'before') a FULL JOIN (SELECT * FROM outcome WHERE run = 'first') b ON a.mention_id = b.mention_id
),
named AS (
  SELECT entity_id, name FROM entity_other UNION SELECT entity_id, name FROM entity_first UNION SELECT entity_id, name FROM entity_before
),
called AS (SELECT entity_id, min(name) AS name FROM named GROUP BY entity_id)
SELECT s.*, coalesce(n.name, o.name) AS name, coalesce(n.rows, o.rows) AS rows, a.name AS before_entity, b.name AS after_entity
FROM step s LEFT JOIN mention_other n ON n.mention_id = s.mention_id LEFT JOIN mention_before o ON o.mention_id = s.mention_id
LEFT JOIN called a ON a.entity_id = s.before_id LEFT JOIN called b ON b.entity_id = s.after_id
WHERE s.before IS DISTINCT FROM s.after OR s.before_id IS DISTINCT FROM s.after_id
