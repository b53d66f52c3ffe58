SELECT c.mention_id, c.rank, c.entity_id, e.name, e.code, c.weight, c.rule
FROM candidate c JOIN entity e USING (entity_id) WHERE c.mention_id = ? ORDER BY c.rank
