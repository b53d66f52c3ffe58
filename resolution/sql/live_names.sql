-- The registry's names with their anatomy.
SELECT b.number, n.entity_id, n.name, n.kind AS name_status, y.*
FROM entity_name n JOIN numbered b USING (entity_id) JOIN anatomy y USING (norm) ORDER BY b.number, n.kind, n.norm, n.name
