-- What a certain tier linked against a cannot-link is open again, for the model to find another firm.
DELETE FROM decided WHERE EXISTS (
  SELECT 1 FROM cannot_link c WHERE c.mention_id = decided.mention_id AND c.entity_id = decided.entity_id AND decided.tier <> 'judgement')
