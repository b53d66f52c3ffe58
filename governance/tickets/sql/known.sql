-- Everything the resolution says of each mention of an enterprise, and the names that firms have or had.
CREATE OR REPLACE TABLE firm_name AS
SELECT DISTINCT n.entity_id, folded(n.name) AS name
FROM entity_name n JOIN entity e USING (entity_id)
WHERE e.kind = 'ent' AND e.registered AND n.kind IN ('current', 'former')
UNION SELECT entity_id, folded(name_norm) FROM entity WHERE kind = 'ent' AND registered AND name_norm <> '';
CREATE OR REPLACE TABLE named_alone AS
SELECT name, min(entity_id) AS entity_id
FROM (SELECT entity_id, folded(name) AS name FROM entity WHERE kind = 'ent' AND registered
      UNION SELECT entity_id, folded(name_norm) FROM entity WHERE kind = 'ent' AND registered)
WHERE name <> '' GROUP BY 1 HAVING count(*) = 1;
CREATE OR REPLACE TABLE known AS
SELECT m.mention_id, m.name, coalesce(m.name_norm, '') AS name_norm, folded(m.name_norm) AS short,
       coalesce(m.code, '') AS code, m.code_kind, t.decision, t.reason, t.entity_id, t.runner_up,
       e.name AS firm, e.code AS firm_code, coalesce(e.registered, false) AS registered, r.entity_id AS code_owner,
       r.name AS owner_name, a.entity_id AS name_owner, o.code AS name_owner_code
FROM mention m JOIN match t USING (mention_id)
LEFT JOIN entity e ON e.entity_id = t.entity_id
LEFT JOIN (SELECT code, min(entity_id) AS entity_id, min(name) AS name FROM entity
           WHERE kind = 'ent' AND registered AND code <> '' GROUP BY code) r ON r.code = m.code AND m.code_kind = 'uscc'
LEFT JOIN named_alone a ON a.name = folded(m.name_norm) AND m.name_norm <> ''
LEFT JOIN entity o ON o.entity_id = a.entity_id
WHERE m.kind = 'ent'
