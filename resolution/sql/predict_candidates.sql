CREATE OR REPLACE TABLE candidate AS
SELECT s.mention_id, s.entity_id, s.rank, s.weight, s.probability, k.rule
FROM shown s JOIN {pairs} k USING (mention_id, registry_key) ORDER BY s.mention_id, s.rank;
DELETE FROM panel WHERE NOT EXISTS (SELECT 1 FROM candidate c WHERE c.mention_id = panel.mention_id AND c.entity_id = panel.entity_id)
