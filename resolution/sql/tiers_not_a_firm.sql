-- Empty cells, persons after whom no firm is named, and bodies, unless the registry itself lists a body of a like name.
INSERT INTO decided
SELECT mention_id, NULL, 'none', 'unresolved',
       CASE WHEN name_norm IS NULL OR name_kind = 'empty' THEN 'empty' WHEN name_kind = 'person' THEN 'person' ELSE 'public_body' END,
       NULL, NULL, NULL, NULL, NULL
FROM open_mention m
WHERE name_norm IS NULL OR name_kind = 'empty'
   OR (name_kind = 'person' AND name_norm NOT IN (SELECT brand FROM reg_name))
   OR (name_kind = 'body' AND NOT EXISTS (
     SELECT 1 FROM listed_body b WHERE b.brand = m.brand OR b.pinyin = m.pinyin OR list_has_any(b.dels, m.dels)))
