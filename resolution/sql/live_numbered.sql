-- The places of entities and of compared names in the order of their ids.
CREATE OR REPLACE TABLE numbered AS
SELECT entity_id, row_number() OVER (ORDER BY entity_id) - 1 AS number FROM entity ORDER BY entity_id;
CREATE OR REPLACE TABLE numbered_side AS
SELECT unique_id, row_number() OVER (ORDER BY unique_id) - 1 AS number FROM registry_side ORDER BY unique_id
