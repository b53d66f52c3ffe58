-- An amount some 10,000 times more or less than the median of the firm's other rows of the same sort: 元 for 万元.
WITH known_amount AS (SELECT * FROM series WHERE value > 0),
usual AS (
  SELECT dataset, field, sort, median(value) AS middle FROM known_amount GROUP BY ALL HAVING count(*) >= $rows
)
SELECT a.dataset, a.supplier, a.subject, a.source_key, a.delivery, a.sheet, a.row, a.field, a.value::VARCHAR AS value, NULL::VARCHAR AS expected,
       a.caption || ' ' || a.value::VARCHAR || ' 约为本企业其他各期中位数 ' || round(u.middle, 2)::VARCHAR
         || CASE WHEN a.value > u.middle THEN ' 的 ' || round(a.value / u.middle)::BIGINT::VARCHAR || ' 倍'
                 ELSE ' 的 ' || round(u.middle / a.value)::BIGINT::VARCHAR || ' 分之一' END || '，请核对元与万元' AS why
FROM known_amount a JOIN usual u USING (dataset, field, sort)
WHERE greatest(a.value / u.middle, u.middle / a.value) BETWEEN $least AND $most
