INSERT INTO entity_name BY NAME
SELECT entity_id, name, 'current' AS kind, name_norm AS norm FROM entity WHERE NOT registered AND name_norm <> '' ORDER BY entity_id
