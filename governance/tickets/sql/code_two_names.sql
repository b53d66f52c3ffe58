-- One code with two names at one time in one data set, more apart than one slip, a short form or a former name.
-- Told is the name that is not the registered firm's; where none is, every one of them.
WITH side AS (
  SELECT t.*, EXISTS (SELECT 1 FROM firm_name f JOIN entity e USING (entity_id) WHERE e.code = t.code AND like_name(f.name, t.short)) AS own
  FROM at_one_time t JOIN several_names USING (dataset, supplier, period, code)
), apart AS (
  SELECT DISTINCT a.dataset, a.supplier, a.period, a.mention_id,
         min(b.short) OVER (PARTITION BY a.dataset, a.supplier, a.period, a.mention_id) AS other
  FROM side a JOIN side b USING (dataset, supplier, period, code)
  WHERE NOT a.own AND NOT like_name(a.short, b.short)
)
SELECT n.dataset, n.supplier, said(k.name_norm, k.code) AS subject, n.source_key, n.delivery, n.sheet, n.row,
       n.name_field AS field, n.name AS value, CASE WHEN k.code_owner IS NOT NULL THEN k.owner_name END AS expected,
       '代码 ' || k.code || ' 同期还写作“' || p.other || '”' || coalesce('；登记名称是“' || k.owner_name || '”', '') AS why
FROM apart p JOIN naming n ON n.mention_id = p.mention_id AND n.dataset = p.dataset AND n.supplier = p.supplier AND n.period = p.period
JOIN known k ON k.mention_id = n.mention_id
WHERE NOT (k.name_owner IS NOT NULL AND k.code_owner IS NOT NULL AND k.name_owner <> k.code_owner)
