INSERT INTO decided
SELECT m.mention_id, k.entity_id, CASE WHEN k.entity_id IS NULL THEN 'none' ELSE 'review' END, 'code',
       CASE WHEN k.entity_id IS NULL THEN 'code_not_registered' ELSE 'code_unknown_name_known' END, NULL, NULL, NULL, NULL, NULL
FROM open_mention m LEFT JOIN name_key k ON k.norm = m.name_norm AND k.entities = 1 AND k.current
WHERE m.code_kind = 'uscc'
