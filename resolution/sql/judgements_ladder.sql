-- One smaller ladder after judgements: what was moved is decided by them, and a thing that nobody names any more is gone.
INSERT INTO ladder_thing BY NAME
SELECT DISTINCT ON (v.anchor) t.* REPLACE (v.anchor AS anchor, coalesce(r.name, t.name) AS name)
FROM ladder_moved v JOIN ladder_thing t ON t.anchor = v.base
LEFT JOIN (SELECT mention_id, min(name) AS name FROM ladder_row GROUP BY 1) r USING (mention_id)
WHERE v.anchor NOT IN (SELECT anchor FROM ladder_thing) ORDER BY v.anchor, v.mention_id;
UPDATE ladder_decided SET anchor = v.anchor, decision = v.decision, tier = 'judgement', weight = NULL, margin = NULL, reason = v.reason,
  candidate = v.candidate, runner_up = v.runner_up
FROM ladder_moved v WHERE v.mention_id = ladder_decided.mention_id;
DELETE FROM ladder_thing WHERE anchor NOT IN (SELECT anchor FROM ladder_decided WHERE anchor IS NOT NULL)
