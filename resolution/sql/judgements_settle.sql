DELETE FROM decided WHERE mention_id IN (SELECT mention_id FROM settled);
INSERT INTO decided
SELECT mention_id, entity_id, decision, 'judgement', reason, NULL, NULL, NULL, runner_up, NULL FROM settled
