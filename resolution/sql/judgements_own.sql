-- Mentions that judgements moved: out of a registered entity into one of their own, or from one of their own to another.
DELETE FROM own WHERE mention_id NOT IN (SELECT mention_id FROM decided WHERE decision = 'none');
UPDATE own SET anchor = v.anchor FROM own_moved v WHERE v.mention_id = own.mention_id;
INSERT INTO own BY NAME
SELECT m.mention_id, m.name, m.name_norm, m.rows, m.known_from, m.first_period, d.reason, d.runner_up,
       CASE WHEN m.code_kind = 'uscc' THEN m.code END AS code, v.anchor
FROM own_moved v JOIN mention m USING (mention_id) JOIN decided d USING (mention_id)
WHERE v.mention_id NOT IN (SELECT mention_id FROM own);
-- A code that a registered firm bears is no evidence of another.
UPDATE own SET code = NULL WHERE mention_id IN (SELECT mention_id FROM own_moved) AND code IN (SELECT code FROM entity);
INSERT INTO own_ids SELECT anchor, entity_id FROM own_made;
DELETE FROM own_ids WHERE anchor NOT IN (SELECT anchor FROM own)
