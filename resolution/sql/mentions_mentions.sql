CREATE OR REPLACE TABLE mention AS
SELECT mention_id, 'ent' AS kind, nullif(max(part), '') AS name, {filled},
       CAST(sum(rows) AS BIGINT) AS rows, code_kind, nullif(max(former_raw), '') AS former,
       min(first_period) AS first_period, max(last_period) AS last_period, min(known_from) AS known_from
FROM mention_tuple GROUP BY mention_id, code_kind, {evidence}
ORDER BY mention_id
