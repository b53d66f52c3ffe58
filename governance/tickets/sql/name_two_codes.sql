-- Two valid codes for one name at one time in one data set, and they are not two registered namesakes.
WITH side AS (
  SELECT t.*, k.code_owner, k.name_owner,
         k.code_owner IS NOT NULL AND EXISTS (SELECT 1 FROM firm_name f WHERE f.entity_id = k.code_owner AND like_name(f.name, t.short)) AS own
  FROM at_one_time t JOIN several_codes USING (dataset, supplier, period, short) JOIN known k USING (mention_id)
), apart AS (
  SELECT a.dataset, a.supplier, a.period, a.mention_id, min(b.code) AS other
  FROM side a JOIN side b USING (dataset, supplier, period, short)
  WHERE a.code <> b.code AND NOT a.own AND a.code_owner IS NULL AND a.name_owner IS NULL
  GROUP BY ALL
)
SELECT n.dataset, n.supplier, k.name_norm AS subject, n.source_key, n.delivery, n.sheet, n.row,
       n.code_field AS field, n.code AS value, NULL::VARCHAR AS expected,
       '“' || n.name || '”同期还用代码 ' || p.other || '，登记名录分不清是哪一个' AS why
FROM apart p JOIN naming n ON n.mention_id = p.mention_id AND n.dataset = p.dataset AND n.supplier = p.supplier AND n.period = p.period
JOIN known k ON k.mention_id = n.mention_id
WHERE n.code IS NOT NULL
