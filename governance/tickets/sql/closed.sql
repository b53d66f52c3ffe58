-- Firms closed by now, bounded: the day is not in the data, only deliveries that showed 正常 and then 注销.
CREATE OR REPLACE TABLE closed AS
WITH shown AS (
  SELECT e.entity_id, e.name, h.status IN (SELECT unnest($closed)) AS shut, h.status, h.src_period, period_over(h.src_period) AS over, h.known_from
  FROM history_tax_registration h JOIN entity e ON e.code = upper(trim(h.code)) AND e.registered AND e.kind = 'ent'
  WHERE h.status IS NOT NULL
), ranked AS (
  SELECT *, max(CASE WHEN NOT shut THEN over END) OVER (PARTITION BY entity_id) AS open_until FROM shown
)
SELECT entity_id, any_value(name) AS name, min(over) AS closed_by, any_value(open_until) AS open_until,
       arg_min(src_period, (over, known_from)) AS shown_in, any_value(status) AS status
FROM ranked WHERE shut AND (open_until IS NULL OR over > open_until) GROUP BY entity_id
