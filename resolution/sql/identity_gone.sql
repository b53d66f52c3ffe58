-- Where the mentions of an id that is gone stand now: with the entity of the same kind that most of their rows name.
SELECT b.entity_id AS old, h.entity_id AS new, e.registered
FROM home_before b JOIN home h USING (mention_id) JOIN mention m USING (mention_id) JOIN entity e ON e.entity_id = h.entity_id
WHERE b.entity_id NOT IN (SELECT entity_id FROM entity) AND left(b.entity_id, 4) = left(h.entity_id, 4)
GROUP BY b.entity_id, h.entity_id, e.registered
QUALIFY row_number() OVER (PARTITION BY b.entity_id ORDER BY sum(m.rows) DESC, h.entity_id) = 1
ORDER BY old
