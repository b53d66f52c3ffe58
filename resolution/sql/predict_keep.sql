CREATE OR REPLACE TABLE scored AS
SELECT s.*, k.rule FROM scored_now s LEFT JOIN blocked k ON k.mention_key = s.mention_id AND k.registry_key = s.registry_key
ORDER BY s.mention_id, s.entity_id
