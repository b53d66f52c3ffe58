-- Pairs that exactly one other person has judged, shown without what was said: for a second, independent judgement.
CREATE OR REPLACE TEMP TABLE review_case AS
SELECT j.mention_id, n.kind, 'review' AS decision, 'second' AS reason, NULL::DOUBLE AS probability, NULL::DOUBLE AS margin,
       j.entity_id, NULL::DOUBLE AS weight, NULL::VARCHAR AS second_id, NULL::DOUBLE AS second_weight
FROM judged_by j JOIN mention n USING (mention_id)
GROUP BY j.mention_id, n.kind, j.entity_id
HAVING count(DISTINCT j.actor) = 1 AND NOT bool_or(j.actor = $actor)
