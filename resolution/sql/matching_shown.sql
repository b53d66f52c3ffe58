-- The candidates that a row shows, the best first: who was decided for, who bears the very name or code, then who scored.
CREATE OR REPLACE TABLE shown_{part} AS
WITH asked AS (SELECT DISTINCT mention_id FROM list_decision WHERE mention_id IS NOT NULL AND row_no > $after AND row_no <= $upto),
offered AS (
  SELECT mention_id, entity_id, 0 AS place, NULL::DOUBLE AS weight, NULL::DOUBLE AS probability
  FROM decided WHERE entity_id IS NOT NULL AND decision IN ('match', 'review')
  UNION ALL SELECT m.mention_id, n.entity_id, 1, NULL, NULL FROM mention m JOIN entity_name n ON n.norm = m.name_norm
  UNION ALL SELECT m.mention_id, r.entity_id, 2, NULL, NULL FROM mention m JOIN registry_row r ON r.code = m.code
  UNION ALL SELECT mention_id, entity_id, 10 + rank, weight, probability FROM candidate
  UNION ALL SELECT mention_id, runner_up, 1000, NULL, NULL FROM decided WHERE runner_up IS NOT NULL
),
one AS (
  SELECT mention_id, entity_id, min(place) AS place, max(weight) AS weight, max(probability) AS probability
  FROM offered SEMI JOIN asked USING (mention_id) SEMI JOIN entity USING (entity_id) GROUP BY ALL
)
SELECT *, row_number() OVER (PARTITION BY mention_id ORDER BY place, entity_id) AS rank FROM one QUALIFY rank <= $kept
