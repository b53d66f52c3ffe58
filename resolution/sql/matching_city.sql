-- The registered entities of the city in the shape of a registry file: the columns in the order of columns.yaml.
CREATE OR REPLACE TABLE registry_raw AS
WITH former AS (
  SELECT entity_id, string_agg(name, '|' ORDER BY name) AS names FROM entity_name WHERE kind <> 'current' GROUP BY 1
)
SELECT row_number() OVER (ORDER BY e.entity_id) AS row_no, row_number() OVER (ORDER BY e.entity_id) AS file_row, e.entity_id AS c0,
       CASE WHEN e.name_norm <> '' THEN e.name END AS c1, f.names AS c2, e.code AS c3, e.person AS c4, e.phone AS c5, e.town AS c6, e.address AS c7, e.industry AS c8
FROM entity e LEFT JOIN former f USING (entity_id) WHERE e.kind = 'ent' AND e.registered ORDER BY e.entity_id
