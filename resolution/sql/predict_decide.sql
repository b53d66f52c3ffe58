INSERT INTO decided
SELECT mention_id, entity_id, decision, 'model', reason, weight, margin, probability, runner_up, ? FROM ruling ORDER BY mention_id
