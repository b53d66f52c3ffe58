CREATE OR REPLACE TABLE candidate AS
SELECT s.mention_id, s.entity_id, s.rank, s.weight, s.probability, k.rule
FROM shown s JOIN blocked k ON k.mention_key = s.mention_id AND k.registry_key = s.registry_key
ORDER BY s.mention_id, s.rank
