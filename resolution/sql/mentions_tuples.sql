CREATE OR REPLACE TABLE raw_tuple AS
SELECT row_number() OVER (ORDER BY {keys}) AS raw_id, * FROM (
  SELECT {keys}, sum(rows) AS rows, min(first_period) AS first_period, max(last_period) AS last_period,
         min(known_from) AS known_from
  FROM raw_role GROUP BY ALL)
