-- The registered entities of the latest run with their names, and what of them is still to be normalised.
CREATE OR REPLACE TABLE city_entity AS SELECT * FROM entity WHERE kind = 'ent' AND registered;
CREATE OR REPLACE TABLE city_name AS SELECT n.* FROM entity_name n SEMI JOIN city_entity USING (entity_id);
CREATE OR REPLACE TABLE city_value AS
SELECT name, NULL::VARCHAR AS code, NULL::VARCHAR AS org_code, NULL::VARCHAR AS person, NULL::VARCHAR AS phone,
       NULL::VARCHAR AS address, NULL::VARCHAR AS town FROM city_name
UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, nullif(trim(address), ''), NULL FROM city_entity
