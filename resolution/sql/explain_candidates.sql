-- The candidates that the model ranked for a mention; `panel` is what the other rows added to a weight, empty where they say nothing.
SELECT c.mention_id, c.rank, c.entity_id, e.name, e.code, c.weight,
       (SELECT round(sum(p.bits), 4) FROM panel p WHERE p.mention_id = c.mention_id AND p.entity_id = c.entity_id) AS panel, c.rule
FROM candidate c JOIN entity e USING (entity_id) WHERE c.mention_id = ? ORDER BY c.rank
