-- Two lists as the engine's tables; list_mapped gives each row with its normal forms.
CREATE OR REPLACE VIEW named_mapped AS
SELECT x.id, x.name, x.extra, coalesce(n.norm, '') AS norm, coalesce(p.value, '') AS person, coalesce(t.value, '') AS phone,
       coalesce(a.value, '') AS address, coalesce(a.spot, '') AS spot, coalesce(nullif(w.value, ''), a.town, '') AS town
FROM named_row x LEFT JOIN name_map n ON n.raw = x.name AND n.part_no = 0 LEFT JOIN person_map p ON p.raw = x.person
LEFT JOIN phone_map t ON t.raw = x.phone LEFT JOIN address_map a ON a.raw = x.address LEFT JOIN town_map w ON w.raw = x.town;
CREATE OR REPLACE VIEW firm_mapped AS
SELECT x.id, x.name, x.extra, coalesce(n.norm, '') AS norm, coalesce(p.value, '') AS person, coalesce(t.value, '') AS phone,
       coalesce(a.value, '') AS address, coalesce(a.spot, '') AS spot, coalesce(nullif(w.value, ''), a.town, '') AS town
FROM firm_row x LEFT JOIN name_map n ON n.raw = x.name AND n.part_no = 0 LEFT JOIN person_map p ON p.raw = x.person
LEFT JOIN phone_map t ON t.raw = x.phone LEFT JOIN address_map a ON a.raw = x.address LEFT JOIN town_map w ON w.raw = x.town;
CREATE OR REPLACE TABLE mention AS
SELECT id AS mention_id, 'ent' AS kind, name, nullif(norm, '') AS name_norm, NULL::VARCHAR AS code, NULL::VARCHAR AS org_code,
       nullif(person, '') AS person, nullif(phone, '') AS phone, nullif(address, '') AS address, nullif(town, '') AS town,
       NULL::VARCHAR AS industry, 1::BIGINT AS rows, 'none' AS code_kind, NULL::VARCHAR AS former,
       NULL::DATE AS first_period, NULL::DATE AS last_period, NULL::TIMESTAMP AS known_from
FROM named_mapped ORDER BY id;
CREATE OR REPLACE TABLE entity AS
SELECT id AS entity_id, 'ent' AS kind, id AS anchor, true AS registered, name, NULL::VARCHAR AS code, nullif(town, '') AS town,
       address, nullif(person, '') AS person, nullif(phone, '') AS phone, NULL::VARCHAR AS scope, NULL::VARCHAR AS industry,
       NULL::VARCHAR AS status, '企业' AS form, NULL::VARCHAR AS parent_id, norm AS name_norm, spot, address AS address_norm
FROM firm_mapped WHERE extra = 'current' ORDER BY id;
CREATE OR REPLACE TABLE entity_name AS
SELECT id AS entity_id, name, extra AS kind, NULL::DATE AS valid_from, NULL::DATE AS valid_to, NULL::VARCHAR AS source_key, norm
FROM firm_mapped WHERE norm <> '' ORDER BY ALL;
CREATE OR REPLACE TABLE judged (mention_id VARCHAR, entity_id VARCHAR, verdict VARCHAR);
CREATE OR REPLACE TABLE cannot_link (mention_id VARCHAR, entity_id VARCHAR);
CREATE OR REPLACE TABLE must_link (mention_id VARCHAR, entity_id VARCHAR)
