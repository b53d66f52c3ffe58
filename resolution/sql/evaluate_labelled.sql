-- One row per mention of an enterprise in a supplied row. The right answer is a firm of the registry: the truth's `registered`
-- means market supervision; a firm that only the tax registration lists is in our registry too. A branch that no register lists
-- is its parent's. A row may name several: a decision is right if it names one of them. `shown`: the right firm is the one named
-- or stands among the candidates.
CREATE OR REPLACE TEMP TABLE labelled AS
WITH answer AS (
  SELECT e.true_id, coalesce(e.code, p.code) AS code, CASE WHEN e.code IS NULL AND p.code IS NOT NULL THEN p.registered ELSE e.registered END AS registered
  FROM truth_entity_file e LEFT JOIN truth_entity_file p ON p.true_id = e.parent_id
),
truth AS (
  SELECT t.file, t.sheet, t.row, t.role, list(DISTINCT e.code) FILTER (e.code IS NOT NULL AND (e.registered OR x.code IS NOT NULL)) AS answers,
         list(DISTINCT t.true_id) AS ids, count(*) AS named
  FROM truth_file t JOIN answer e USING (true_id)
  LEFT JOIN (SELECT DISTINCT code FROM entity WHERE registered) x ON x.code = e.code WHERE t.kind = 'ent' GROUP BY ALL
),
placed AS (SELECT d.id AS delivery, d.dataset, t.* FROM truth t JOIN delivery_file d ON d.file_name = t.file)
SELECT s.dataset, s.role, s.mention_id, m.decision, m.tier, m.entity_id, e.code AS entity_code,
       coalesce(p.answers, []) AS answers, p.named,
       coalesce(n.code, n.org_code) IS NULL OR n.code_kind IN ('bad', 'person') AND n.org_code IS NULL AS codeless,
       m.decision = 'match' AND list_contains(coalesce(p.answers, []), e.code) AS hit,
       list_contains(coalesce(p.answers, []), e.code) OR list_has_any(coalesce(p.answers, []), coalesce(c.codes, [])) AS shown
FROM mention_source s
JOIN placed p ON p.delivery = s.delivery AND p.dataset = s.dataset AND p.sheet = s.sheet AND p.row = s.row AND p.role = s.role
JOIN match m USING (mention_id) JOIN mention n USING (mention_id)
LEFT JOIN entity e ON e.entity_id = m.entity_id
LEFT JOIN (SELECT mention_id, list(e.code) AS codes FROM candidate JOIN entity e USING (entity_id) WHERE e.code IS NOT NULL GROUP BY 1) c
  ON c.mention_id = s.mention_id
WHERE n.kind = 'ent'
