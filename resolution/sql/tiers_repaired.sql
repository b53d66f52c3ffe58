-- One registered code is one slip away, and the name, telephone, person or door agrees; the name is not another firm's in full.
INSERT INTO decided
SELECT m.mention_id, min(e.entity_id), 'match', 'code_repaired', 'code_one_slip', NULL, NULL, NULL, NULL, NULL
FROM open_mention m JOIN repair p ON p.bad = m.code JOIN entity e ON e.code = p.code
WHERE m.code_kind = 'bad'
  AND (m.phone = e.phone OR m.person = e.person OR (m.spot <> '' AND m.spot = e.spot) OR EXISTS (
    SELECT 1 FROM reg_name r WHERE r.entity_id = e.entity_id AND r.branch = m.branch
    AND (r.norm = m.name_norm OR r.core = m.core OR r.brand = m.brand OR r.pinyin = m.pinyin OR list_has_any(r.dels, m.dels))))
  AND NOT EXISTS (
    SELECT 1 FROM entity_name o WHERE o.norm = m.name_norm
    AND NOT EXISTS (SELECT 1 FROM entity_name own WHERE own.norm = m.name_norm AND own.entity_id = e.entity_id))
GROUP BY m.mention_id HAVING count(DISTINCT e.entity_id) = 1
