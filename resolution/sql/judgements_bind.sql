-- Two must-links to different firms, or both verdicts on one pair, contradict: shown as review, never swallowed.
INSERT INTO decided
SELECT l.mention_id, min(l.entity_id), CASE WHEN bad THEN 'review' ELSE 'match' END, 'judgement',
       CASE WHEN bad THEN 'judged_contradictory' ELSE 'judged_same' END, NULL, NULL, NULL,
       CASE WHEN count(*) > 1 THEN max(l.entity_id) END, NULL
FROM (SELECT l.*, count(*) OVER (PARTITION BY l.mention_id) > 1 OR bool_or(c.entity_id IS NOT NULL) OVER (PARTITION BY l.mention_id) AS bad
      FROM must_link l LEFT JOIN cannot_link c ON c.mention_id = l.mention_id AND c.entity_id = l.entity_id) l
SEMI JOIN mention m ON m.mention_id = l.mention_id SEMI JOIN entity e ON e.entity_id = l.entity_id
GROUP BY l.mention_id, bad
