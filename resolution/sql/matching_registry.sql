-- Registry rows with their normal forms. Rows of one id are one entity; so are rows of one code and one name. Entities are numbered
-- by what the rows say (`place`), not by where they stand: the order of the file decides nothing.
CREATE OR REPLACE TABLE registry_read AS
SELECT v.row_no, row_number() OVER (ORDER BY r.id, v.name, v.code, v.person, v.phone, v.address, v.town, v.row_no) AS place,
       r.id, coalesce(n.part, v.name) AS name, coalesce(n.norm, '') AS norm, nullif(n.former, '') AS former,
       CASE WHEN c.kind = 'uscc' OR (c.kind = 'bad' AND length(c.value) = 18) THEN c.value END AS code,
       nullif(p.value, '') AS person, nullif(t.value, '') AS phone, coalesce(a.value, '') AS address_norm, coalesce(a.spot, '') AS spot,
       nullif(coalesce(nullif(w.value, ''), a.town), '') AS town, r.address, r.industry
FROM registry_variant v JOIN registry_value r USING (row_no)
LEFT JOIN name_map n ON n.raw = v.name AND n.part_no = 0
LEFT JOIN code_map c ON c.raw = v.code LEFT JOIN person_map p ON p.raw = v.person LEFT JOIN phone_map t ON t.raw = v.phone
LEFT JOIN address_map a ON a.raw = v.address LEFT JOIN town_map w ON w.raw = v.town
WHERE v.variant = 0 AND (n.norm <> '' OR c.kind = 'uscc');

-- By groups instead of windows: these would carry every column along.
CREATE OR REPLACE TABLE registry_row AS
WITH by_id AS (SELECT id, min(place) AS first_row FROM registry_read WHERE id IS NOT NULL GROUP BY id),
by_content AS (
  SELECT name, code, person, phone, address_norm, town, min(place) AS first_row FROM registry_read WHERE id IS NULL GROUP BY ALL
),
same_id AS (
  SELECT r.place, r.code, r.norm, i.first_row FROM registry_read r JOIN by_id i USING (id)
  UNION ALL
  SELECT r.place, r.code, r.norm, c.first_row FROM registry_read r JOIN by_content c
  ON r.address_norm = c.address_norm AND r.name IS NOT DISTINCT FROM c.name AND r.code IS NOT DISTINCT FROM c.code AND r.person IS NOT DISTINCT FROM c.person
  AND r.phone IS NOT DISTINCT FROM c.phone AND r.town IS NOT DISTINCT FROM c.town WHERE r.id IS NULL
),
by_code AS (SELECT code, norm, min(first_row) AS one FROM same_id WHERE code IS NOT NULL GROUP BY code, norm),
by_first AS (
  SELECT first_row, min(coalesce(c.one, first_row)) AS one FROM same_id LEFT JOIN by_code c USING (code, norm) GROUP BY first_row
)
SELECT r.*, {entity_id} AS entity_id
FROM registry_read r JOIN same_id USING (place) JOIN by_first USING (first_row);

-- A code that differently named entities bear decides nothing by itself.
CREATE OR REPLACE TABLE shared_code AS
SELECT code FROM registry_row WHERE code IS NOT NULL GROUP BY code HAVING count(DISTINCT entity_id) > 1;

CREATE OR REPLACE TABLE entity AS
SELECT entity_id, 'ent' AS kind, entity_id AS anchor, true AS registered, coalesce(arg_min(name, place), '（无名称）') AS name,
       arg_min(CASE WHEN code IN (SELECT code FROM shared_code) THEN NULL ELSE code END, place) AS code,
       arg_min(town, place) AS town, arg_min(address, place) AS address, arg_min(person, place) AS person, arg_min(phone, place) AS phone,
       NULL::VARCHAR AS scope, arg_min(industry, place) AS industry, NULL::VARCHAR AS status, NULL::VARCHAR AS form, NULL::VARCHAR AS parent_id,
       NULL::VARCHAR AS predecessor_id, NULL::DATE AS valid_from, NULL::DATE AS valid_to, NULL::TIMESTAMP AS known_from,
       NULL::TIMESTAMP AS known_to, arg_min(norm, place) AS name_norm, coalesce(arg_min(nullif(spot, ''), place), '') AS spot,
       coalesce(arg_min(nullif(address_norm, ''), place), '') AS address_norm, true AS in_market, NULL::VARCHAR AS source_key
FROM registry_row GROUP BY entity_id ORDER BY entity_id;

-- The codes of its rows that an entity does not have as its own.
CREATE OR REPLACE TABLE other_code AS
SELECT DISTINCT r.code, e.code AS first_code FROM registry_row r JOIN entity e USING (entity_id)
WHERE r.code <> e.code AND r.code NOT IN (SELECT code FROM shared_code);

CREATE OR REPLACE TABLE entity_label AS
SELECT entity_id, arg_min(coalesce(r.id::VARCHAR, {own_id}), r.place) AS id, arg_min(v.name, r.place) AS name
FROM registry_row r JOIN registry_value v USING (row_no) GROUP BY entity_id;

-- A former name that is another entity's present one says nothing any more.
CREATE OR REPLACE TABLE entity_name AS
WITH current AS (SELECT entity_id, norm, min(name) AS name FROM registry_row WHERE norm <> '' GROUP BY ALL),
told AS (
  SELECT r.entity_id, n.norm, v.name FROM registry_variant v JOIN registry_row r USING (row_no) JOIN name_map n ON n.raw = v.name
  WHERE v.variant > 0 AND n.part_no = 0
  UNION ALL SELECT entity_id, f.norm, former FROM registry_row JOIN former_map f ON f.raw = former
)
SELECT entity_id, name, 'current' AS kind, NULL::DATE AS valid_from, NULL::DATE AS valid_to, NULL::VARCHAR AS source_key, norm FROM current
UNION ALL
SELECT entity_id, min(name), 'former', NULL, NULL, NULL, norm FROM told
WHERE norm <> '' AND norm NOT IN (SELECT norm FROM current) GROUP BY entity_id, norm
