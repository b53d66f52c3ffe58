-- A branch's name is its parent's name and then its own part; the parent must be one registered firm only.
UPDATE entity SET parent_id = p.parent_id FROM (
  SELECT b.entity_id, min(h.entity_id) AS parent_id
  FROM entity b JOIN anatomy y ON y.norm = b.name_norm AND y.branch <> ''
  JOIN entity_name h ON h.norm = y.parent AND h.entity_id <> b.entity_id
  GROUP BY b.entity_id HAVING count(DISTINCT h.entity_id) = 1
) p WHERE p.entity_id = entity.entity_id
