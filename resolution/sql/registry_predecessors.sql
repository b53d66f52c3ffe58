-- 个转企 under a new code: same person and brand, same place or telephone, the old one closed. Two valid codes stay two entities
-- (they are two in law); the new one names its predecessor.
UPDATE entity SET predecessor_id = p.old FROM (
  SELECT n.entity_id, min(o.entity_id) AS old
  FROM entity o JOIN anatomy yo ON yo.norm = o.name_norm
  JOIN entity n ON n.person = o.person AND n.form = '企业' AND n.entity_id <> o.entity_id
  JOIN anatomy yn ON yn.norm = n.name_norm AND yn.brand = yo.brand AND yn.brand <> ''
  WHERE o.form = '个体工商户' AND o.status LIKE '%注销%' AND ((o.spot <> '' AND o.spot = n.spot) OR o.phone = n.phone)
  GROUP BY n.entity_id HAVING count(DISTINCT o.entity_id) = 1
) p WHERE p.entity_id = entity.entity_id
