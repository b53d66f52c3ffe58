-- Names without a 字号 find nobody, unless a registered name is as bare, or what stands beside the name is some firm's.
INSERT INTO decided
SELECT mention_id, NULL, 'none', 'unresolved', 'no_brand', NULL, NULL, NULL, NULL, NULL
FROM open_mention m SEMI JOIN bare_name b ON b.norm = m.name_norm
WHERE m.core NOT IN (SELECT core FROM reg_name WHERE core IS NOT NULL)
  AND coalesce(m.person, '') NOT IN (SELECT person FROM entity WHERE person IS NOT NULL)
  AND coalesce(m.phone, '') NOT IN (SELECT phone FROM entity WHERE phone IS NOT NULL)
  AND (m.spot = '' OR m.spot NOT IN (SELECT spot FROM entity WHERE spot IS NOT NULL))
