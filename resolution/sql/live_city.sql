-- The registry as the ladder has it before it decides; judgements find no mention to speak of yet.
CREATE OR REPLACE TABLE entity AS
SELECT e.*, coalesce(a.value, '') AS address_norm, coalesce(a.spot, '') AS spot
FROM city_entity e LEFT JOIN address_map a ON a.raw = trim(e.address) ORDER BY e.entity_id;
CREATE OR REPLACE TABLE entity_name AS
SELECT c.*, n.norm FROM city_name c JOIN name_map n ON n.raw = c.name AND n.part_no = 0 WHERE n.norm <> '' ORDER BY c.entity_id, n.norm;
CREATE OR REPLACE TABLE mention AS
SELECT NULL::VARCHAR AS mention_id, NULL::VARCHAR AS name, NULL::VARCHAR AS code, NULL::VARCHAR AS org_code, NULL::VARCHAR AS person,
       NULL::VARCHAR AS phone, NULL::VARCHAR AS address, NULL::VARCHAR AS town, NULL::VARCHAR AS industry WHERE false
