INSERT INTO decided
SELECT mention_id, NULL, 'none', 'unresolved',
       CASE WHEN name_norm IS NULL OR name_kind = 'empty' THEN 'empty' WHEN name_kind = 'person' THEN 'person' ELSE 'public_body' END,
       NULL, NULL, NULL, NULL, NULL
FROM open_mention
WHERE name_norm IS NULL OR name_kind IN ('empty', 'body')
   OR (name_kind = 'person' AND name_norm NOT IN (SELECT brand FROM reg_name))
