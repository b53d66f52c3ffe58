-- The labelled ways of naming as mentions without a code.
CREATE OR REPLACE TABLE mention AS
SELECT l.id AS mention_id, 'ent' AS kind, l.name, nullif(n.norm, '') AS name_norm, NULL::VARCHAR AS code, NULL::VARCHAR AS org_code,
       nullif(l.person, '') AS person, nullif(l.phone, '') AS phone, nullif(l.address, '') AS address, nullif(l.town, '') AS town,
       nullif(l.industry, '') AS industry, 1::BIGINT AS rows, 'none' AS code_kind, NULL::VARCHAR AS former,
       NULL::DATE AS first_period, NULL::DATE AS last_period, NULL::TIMESTAMP AS known_from
FROM labelled l LEFT JOIN name_map n ON n.raw = l.name AND n.part_no = 0 ORDER BY 1;
CREATE OR REPLACE TABLE cannot_link AS SELECT id AS mention_id, hidden AS entity_id FROM labelled WHERE hidden <> '' ORDER BY ALL;
CREATE OR REPLACE TABLE judged (mention_id VARCHAR, entity_id VARCHAR, verdict VARCHAR);
CREATE OR REPLACE TABLE must_link (mention_id VARCHAR, entity_id VARCHAR)
