-- Their own rule, before all others: `candidate` tells by it what the other rows suggested.
INSERT INTO pair
SELECT f.mention_id, r.unique_id, -1, ?
FROM panel_fit f JOIN mention_side m ON m.unique_id = f.mention_id
JOIN registry_side r ON split_part(r.unique_id, '|', 1) = f.entity_id
