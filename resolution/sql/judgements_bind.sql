-- Decisions that contradict each other bind nobody: shown as review, never swallowed.
INSERT INTO decided
SELECT t.mention_id, a.entity_id, 'review', 'judgement', 'judged_contradictory', NULL, NULL, NULL, b.entity_id, NULL
FROM (SELECT mention_id, min(entity_id) AS entity_id, max(other_id) AS other_id FROM torn GROUP BY 1) t SEMI JOIN mention m ON m.mention_id = t.mention_id
LEFT JOIN entity a ON a.entity_id = t.entity_id LEFT JOIN entity b ON b.entity_id = t.other_id;
INSERT INTO decided
SELECT l.mention_id, l.entity_id, 'match', 'judgement', 'judged_same', NULL, NULL, NULL, NULL, NULL
FROM must_link l SEMI JOIN mention m ON m.mention_id = l.mention_id SEMI JOIN entity e ON e.entity_id = l.entity_id;
INSERT INTO decided
SELECT a.mention_id, NULL, 'none', 'judgement', 'judged_different', NULL, NULL, NULL,
       (SELECT min(c.entity_id) FROM cannot_link c JOIN entity e USING (entity_id) WHERE c.mention_id = a.mention_id), NULL
FROM alone a SEMI JOIN mention m ON m.mention_id = a.mention_id;
-- The codes of an entity that gave way speak for the one that stayed.
INSERT INTO decided
SELECT m.mention_id, min(k.entity_id), 'match', 'judgement', 'judged_same', NULL, NULL, NULL, NULL, NULL
FROM mention m JOIN merged_code k ON k.code = m.code OR m.code_kind <> 'uscc' AND m.org_code = substr(k.code, 9, 9)
WHERE m.mention_id NOT IN (SELECT mention_id FROM decided)
  AND NOT EXISTS (SELECT 1 FROM cannot_link c WHERE c.mention_id = m.mention_id AND c.entity_id = k.entity_id)
GROUP BY m.mention_id HAVING count(DISTINCT k.entity_id) = 1
