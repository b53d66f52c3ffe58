-- The mention with the anatomy of its name.
CREATE OR REPLACE TABLE asked AS
SELECT m.mention_id, m.name_norm, m.code, m.code_kind, m.org_code, y.* EXCLUDE (norm, kind, part), y.kind AS name_kind
FROM mention m LEFT JOIN own_anatomy y ON y.norm = m.name_norm
