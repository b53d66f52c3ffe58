-- What waits for a person: a mention, the entity proposed, and the second best. What one has judged is not asked again.
CREATE OR REPLACE TEMP TABLE review_case AS
WITH open AS (
  SELECT m.*, n.kind, n.name_norm FROM match m JOIN mention n USING (mention_id) WHERE m.decision IN ('review', 'ambiguous')
),
named AS (
  SELECT o.mention_id, e.entity_id, NULL::DOUBLE AS weight, 3 AS source, e.entity_id AS place
  FROM open o JOIN entity e ON e.name_norm = o.name_norm AND e.kind = o.kind AND e.registered WHERE o.decision = 'ambiguous'
),
choice AS (
  SELECT mention_id, entity_id, weight, 1 AS source, '' AS place FROM open WHERE entity_id IS NOT NULL
  UNION ALL
  SELECT mention_id, entity_id, weight, 2, lpad(rank::VARCHAR, 4, '0') FROM candidate SEMI JOIN open USING (mention_id)
  UNION ALL FROM named
  UNION ALL
  SELECT mention_id, runner_up, NULL, 4, '' FROM open WHERE runner_up IS NOT NULL
),
ranked AS (
  SELECT mention_id, entity_id, max(weight) AS weight, row_number() OVER (PARTITION BY mention_id ORDER BY min(source), min(place), entity_id) AS rank
  FROM choice GROUP BY mention_id, entity_id
)
SELECT o.mention_id, o.kind, o.decision, o.reason, o.probability, o.margin, a.entity_id, coalesce(a.weight, o.weight) AS weight,
       b.entity_id AS second_id, b.weight AS second_weight
FROM open o LEFT JOIN ranked a ON a.mention_id = o.mention_id AND a.rank = 1 LEFT JOIN ranked b ON b.mention_id = o.mention_id AND b.rank = 2
WHERE NOT EXISTS (
  SELECT 1 FROM judged_by j WHERE j.actor = $actor AND j.mention_id = o.mention_id
  AND (j.verdict IN ('must_link', 'split') OR j.entity_id IS NOT DISTINCT FROM a.entity_id))
