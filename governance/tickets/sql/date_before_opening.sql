-- A date before the firm was opened, by the tax register.
WITH opened AS (
  SELECT e.entity_id, e.name, min(h.opened_on) AS opened_on
  FROM lake_tax_registration h JOIN entity e ON e.code = upper(trim(h.code)) AND e.registered AND e.kind = 'ent'
  WHERE h.opened_on IS NOT NULL GROUP BY ALL
)
SELECT d.dataset, d.supplier, d.subject, d.source_key, d.delivery, d.sheet, d.row, d.field, d.value::VARCHAR AS value, NULL::VARCHAR AS expected,
       d.caption || ' ' || d.value::VARCHAR || ' 早于“' || o.name || '”的开业设立日期 ' || o.opened_on::VARCHAR || '（税务登记）' AS why
FROM opening d JOIN mention_source s ON s.dataset = d.dataset AND s.delivery = d.delivery AND s.sheet = d.sheet AND s.row = d.row AND s.role = d.role
JOIN known k USING (mention_id) JOIN opened o ON o.entity_id = k.entity_id
WHERE k.decision = 'match' AND d.value < o.opened_on
