-- The rows of the registry that a certain tier can look at, under the names that the tiers know.
CREATE OR REPLACE TABLE entity AS FROM cut_entity;
CREATE OR REPLACE TABLE entity_name AS SELECT entity_id, name, name_status AS kind, norm FROM cut_name;
CREATE OR REPLACE TABLE anatomy AS
SELECT DISTINCT ON (norm) * FROM (
  SELECT * EXCLUDE (entity_id, name, name_status) FROM cut_name UNION ALL BY NAME SELECT * FROM own_anatomy WHERE norm <> ''
) ORDER BY norm, part
