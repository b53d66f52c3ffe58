-- The distinct ways of naming of the list, in the shape of the city's raw_tuple, and which row has which.
CREATE OR REPLACE TABLE raw_tuple AS
SELECT row_number() OVER (ORDER BY name, code, person, phone, address, town, industry) AS raw_id, *, NULL::VARCHAR AS org_code,
       NULL::DATE AS first_period, NULL::DATE AS last_period, NULL::TIMESTAMP AS known_from
FROM (SELECT name, code, person, phone, address, town, industry, count(*) AS rows FROM list_variant GROUP BY ALL);

CREATE OR REPLACE TABLE list_tuple AS
SELECT v.row_no, v.variant, t.raw_id FROM list_variant v JOIN raw_tuple t
ON v.name IS NOT DISTINCT FROM t.name AND v.code IS NOT DISTINCT FROM t.code AND v.person IS NOT DISTINCT FROM t.person
AND v.phone IS NOT DISTINCT FROM t.phone AND v.address IS NOT DISTINCT FROM t.address AND v.town IS NOT DISTINCT FROM t.town AND v.industry IS NOT DISTINCT FROM t.industry;

CREATE OR REPLACE VIEW match_value AS
SELECT name, code, org_code, person, phone, address, town FROM raw_tuple
UNION ALL SELECT name, code, NULL, person, phone, address, town FROM registry_variant
