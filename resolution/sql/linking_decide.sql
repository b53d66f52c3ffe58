-- The best right row of each left row, and its lead in bits over the second. A right row that links once only goes to the left row
-- that weighs most, and only if that one leads there as well.
CREATE OR REPLACE TABLE linked AS
WITH ranked AS (
  SELECT unique_id_l AS left_id, unique_id_r AS right_id, match_weight AS weight,
         row_number() OVER l AS rank, match_weight - coalesce(lead(match_weight) OVER l, -1e3) AS margin,
         row_number() OVER r AS right_rank, match_weight - coalesce(lead(match_weight) OVER r, -1e3) AS right_margin
  FROM {scored}
  WINDOW l AS (PARTITION BY unique_id_l ORDER BY match_weight DESC, unique_id_r),
         r AS (PARTITION BY unique_id_r ORDER BY match_weight DESC, unique_id_l)
)
SELECT left_id, right_id, weight, least(margin, 1e3) AS margin,
       weight >= $weight AND margin >= $margin AND (NOT $one_to_one OR right_rank = 1 AND right_margin >= $margin) AS accepted
FROM ranked WHERE rank = 1 ORDER BY left_id
