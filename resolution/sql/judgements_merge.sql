-- Entities that a steward said are one: the one that gives way lends its names and codes to the one that stays.
DELETE FROM merged_entity WHERE old NOT IN (SELECT entity_id FROM entity) OR new NOT IN (SELECT entity_id FROM entity);
CREATE OR REPLACE TABLE merged_code AS
SELECT e.code, g.new AS entity_id FROM merged_entity g JOIN entity e ON e.entity_id = g.old WHERE e.code IS NOT NULL;
INSERT INTO entity_name BY NAME
SELECT DISTINCT ON (g.new, n.norm) n.* REPLACE (g.new AS entity_id, CASE n.kind WHEN 'current' THEN 'alias' ELSE n.kind END AS kind)
FROM entity_name n JOIN merged_entity g ON g.old = n.entity_id
WHERE NOT EXISTS (SELECT 1 FROM entity_name k WHERE k.entity_id = g.new AND k.norm = n.norm)
ORDER BY g.new, n.norm, n.kind, n.name, g.old;
DELETE FROM entity_name WHERE entity_id IN (SELECT old FROM merged_entity);
UPDATE entity SET parent_id = g.new FROM merged_entity g WHERE g.old = entity.parent_id;
UPDATE entity SET predecessor_id = g.new FROM merged_entity g WHERE g.old = entity.predecessor_id;
UPDATE entity SET parent_id = NULL WHERE parent_id = entity_id;
UPDATE entity SET predecessor_id = NULL WHERE predecessor_id = entity_id;
DELETE FROM entity WHERE entity_id IN (SELECT old FROM merged_entity)
