-- What the other rows say of each pair of {pair} (mention_id, entity_id): a level for each piece of evidence.
CREATE OR REPLACE TABLE panel_level AS
WITH whole AS (
  SELECT mention_id, dataset, sum(bit_count(held)) AS rows, bit_count(bit_or(held)) AS periods,
         list_min(flatten(list(since))) AS since
  FROM panel_series GROUP BY ALL
),
beside AS (
  SELECT p.mention_id, p.entity_id, a.dataset, sum(bit_count(a.held & h.held)) AS taken,
         bool_or(CASE WHEN len(a.since) > 0 AND len(h.since) > 0 THEN list_has_any(a.since, h.since)
                      ELSE (a.around & h.held) <> 0 END) AS goes_on
  FROM {pair} p JOIN panel_series a USING (mention_id)
  JOIN panel_held h ON h.entity_id = p.entity_id AND h.dataset = a.dataset AND h.cell = a.cell AND h.mention_id <> a.mention_id
  GROUP BY ALL
),
-- A mention that is itself certain is held against its other records: one is left out, as if it were the one in question.
shared AS (
  SELECT p.mention_id, p.entity_id, a.kind, coalesce(bool_or(h.entity_id = p.entity_id), false) AS same, count(h.entity_id) > 0 AS known
  FROM {pair} p JOIN panel_shared a USING (mention_id)
  LEFT JOIN panel_holder h ON h.kind = a.kind AND h.value = a.value AND (h.mention_id <> a.mention_id OR h.records > 1)
  GROUP BY ALL
),
dated AS (SELECT mention_id, min(since) AS since FROM whole GROUP BY 1 HAVING min(since) IS NOT NULL)
SELECT p.mention_id, p.entity_id, w.dataset, 'series' AS evidence, CASE WHEN w.periods <= {few} THEN 'few' ELSE 'many' END AS stratum,
       CASE WHEN b.taken IS NULL THEN 'nothing' WHEN 2 * b.taken >= w.rows THEN 'taken' WHEN b.taken > 0 THEN 'partly'
            WHEN b.goes_on THEN 'goes_on' ELSE 'elsewhere' END AS level
FROM {pair} p JOIN whole w USING (mention_id)
LEFT JOIN beside b ON b.mention_id = p.mention_id AND b.entity_id = p.entity_id AND b.dataset = w.dataset
UNION ALL
SELECT p.mention_id, p.entity_id, w.dataset, 'opened', '', CASE
         WHEN w.since < e.valid_from - INTERVAL 1 MONTH THEN 'before' WHEN w.since < e.valid_from + INTERVAL 6 MONTH THEN 'months_6'
         WHEN w.since < e.valid_from + INTERVAL 12 MONTH THEN 'months_12' WHEN w.since < e.valid_from + INTERVAL 24 MONTH THEN 'months_24'
         ELSE 'later' END
FROM {pair} p JOIN whole w USING (mention_id) JOIN entity e ON e.entity_id = p.entity_id
WHERE w.since IS NOT NULL AND e.valid_from IS NOT NULL
UNION ALL
SELECT p.mention_id, p.entity_id, '', 'existed', '', CASE
         WHEN m.last_period < e.valid_from THEN 'before' WHEN m.first_period > e.valid_to THEN 'after'
         WHEN last_day(m.first_period) < e.valid_from THEN 'partly' WHEN m.first_period < e.valid_from + INTERVAL 12 MONTH THEN 'first_year'
         ELSE 'later' END
FROM {pair} p JOIN mention m USING (mention_id) JOIN entity e ON e.entity_id = p.entity_id
WHERE e.valid_from IS NOT NULL AND m.first_period IS NOT NULL AND p.mention_id NOT IN (SELECT mention_id FROM dated)
UNION ALL
SELECT mention_id, entity_id, kind, 'shared', '', CASE WHEN same THEN 'same' WHEN known THEN 'other' ELSE 'nobody' END FROM shared
ORDER BY 1, 2, 3, 4
