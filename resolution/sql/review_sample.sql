-- Mentions drawn at random from what was matched and from what was not, with the entity that a clerk compares.
CREATE OR REPLACE TEMP TABLE review_population AS
SELECT m.mention_id, CASE m.decision WHEN 'match' THEN 'matched' ELSE 'unmatched' END AS stratum
FROM match m JOIN mention n USING (mention_id)
WHERE n.kind = 'ent' AND m.reason NOT IN ('person', 'empty') AND ($every OR n.code_kind <> 'uscc');
CREATE OR REPLACE TEMP TABLE review_case AS
WITH drawn AS (
  SELECT * FROM review_population
  QUALIFY row_number() OVER (PARTITION BY stratum ORDER BY md5($seed || '|' || mention_id), mention_id) <= $size
),
best AS (
  SELECT mention_id, max(entity_id) FILTER (WHERE rank = 1) AS first, max(entity_id) FILTER (WHERE rank = 2) AS second
  FROM candidate SEMI JOIN drawn USING (mention_id) GROUP BY mention_id
)
SELECT d.mention_id, 'ent' AS kind, m.decision, m.reason, m.probability, m.margin,
       coalesce(m.entity_id, m.runner_up, b.first) AS entity_id, m.weight,
       CASE WHEN m.entity_id IS NOT NULL THEN coalesce(m.runner_up, b.second) ELSE b.second END AS second_id,
       NULL::DOUBLE AS second_weight, d.stratum
FROM drawn d JOIN match m USING (mention_id) LEFT JOIN best b USING (mention_id);
CREATE OR REPLACE TEMP TABLE review_worth AS
SELECT mention_id, 0 AS subsidy, 0 AS tax, []::VARCHAR[] AS nodes, 0 AS node_value, 0 AS worth FROM review_case
