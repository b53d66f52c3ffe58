-- Each mention that the model decided once: what it said of its first candidate, and whether that one is right.
SELECT l.mention_id, any_value(m.decision) AS decision, any_value(m.probability) AS probability, bool_or(list_contains(l.answers, e.code)) AS right
FROM labelled l JOIN match m USING (mention_id) LEFT JOIN entity e ON e.entity_id = coalesce(m.entity_id, m.runner_up)
WHERE m.tier = 'model' AND m.probability IS NOT NULL GROUP BY l.mention_id ORDER BY l.mention_id
