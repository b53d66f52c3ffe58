-- Which weight is enough hangs on what speaks for the pair: a slip in the 字号 alone proves less than the same 字号.
INSERT INTO decided
WITH seen AS (
  SELECT *, person_level IN ('same person') OR phone_level IN ('same phone') OR address_level IN ('same spot', 'same text') AS supported,
         name_level IN ('same core') AS exact
  FROM first
),
judged AS (
  SELECT *, CASE
    WHEN place_level IN ('another city') AND NOT supported THEN 'other_place'
    WHEN branch_level IN ('else') THEN 'branch'
    WHEN w < $review THEN 'model_below'
    WHEN name_level IN ('else') THEN 'name_differs'
    WHEN name_level IN ('same brand, other trade', 'same brand, trade of one class') AND NOT supported THEN 'other_trade'
    WHEN NOT supported AND (bare OR name_level IN ('one in the other', 'same brand, one gives no trade')) THEN 'name_too_short'
    WHEN NOT supported AND (form_level IN ('else') OR place_level IN ('wider or narrower', 'another town'))
      THEN 'form_or_place_differs'
    WHEN w < CASE WHEN supported OR exact THEN $w0 WHEN name_level IN ('one slip', 'same characters') THEN $slip ELSE $only END
      THEN 'model_between'
    WHEN margin < $margin THEN 'near_tie'
    ELSE 'model_above' END AS verdict
  FROM seen
)
SELECT mention_id, CASE WHEN verdict IN ('model_below', 'other_place', 'branch') THEN NULL ELSE entity_id END,
       CASE WHEN verdict = 'model_above' THEN 'match'
            WHEN verdict IN ('model_below', 'other_place', 'branch') THEN 'none'
            ELSE 'review' END,
       'model', CASE verdict WHEN 'branch' THEN 'model_below' ELSE verdict END, w, margin,
       round(1 / (1 + pow(2.0, -w)), 9), CASE WHEN verdict IN ('model_below', 'other_place', 'branch') THEN entity_id ELSE other END, $model
FROM judged
