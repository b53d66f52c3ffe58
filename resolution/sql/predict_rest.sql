INSERT INTO decided
SELECT mention_id, NULL, 'none', 'unresolved',
       CASE WHEN name_kind = 'person' THEN 'person' WHEN core = '' OR core IS NULL THEN 'empty' ELSE 'no_candidate' END,
       NULL, NULL, NULL, NULL, NULL
FROM open_mention
