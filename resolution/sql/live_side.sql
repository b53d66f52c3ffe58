-- The registry's side of the comparison with the rarity of its values and the firm's code and name.
SELECT s.*, {frequencies}, e.entity_id, e.name, e.code
FROM registry_side s {joins} JOIN entity e ON e.entity_id = split_part(s.unique_id, '|', 1) ORDER BY s.unique_id
