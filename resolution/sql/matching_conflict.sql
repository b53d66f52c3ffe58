-- Two different codes are two firms: where the names agree exactly a person looks, else nothing speaks for it.
UPDATE decided SET decision = CASE WHEN tier IN ('name', 'name_evidence') THEN 'review' ELSE 'none' END,
       entity_id = CASE WHEN tier IN ('name', 'name_evidence') THEN decided.entity_id END,
       runner_up = CASE WHEN tier IN ('name', 'name_evidence') THEN runner_up ELSE decided.entity_id END,
       reason = CASE WHEN tier IN ('name', 'name_evidence') THEN 'code_unknown_name_known' ELSE 'code_not_registered' END
FROM mention m, entity e
WHERE m.mention_id = decided.mention_id AND e.entity_id = decided.entity_id AND m.code_kind IN ('unlisted', 'shared') AND e.code IS NOT NULL
  AND e.code <> m.code AND decided.decision IN ('match', 'review') AND decided.tier <> 'judgement'
