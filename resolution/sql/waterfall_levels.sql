-- The level of each comparison that a pair meets, and the term frequencies of the registry's values, in the order of the pairs.
WITH paired AS (
  SELECT p.mention_id, p.entity_id, {columns}
  FROM arbiter_pair p JOIN mention_side m ON m.unique_id = p.mention_id JOIN registry_side r ON r.unique_id = p.registry_key
)
SELECT mention_id, entity_id, {levels}, {shares} FROM paired ORDER BY mention_id, entity_id
