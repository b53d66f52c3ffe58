-- The best candidate of each mention, with the level that each comparison meets.
CREATE OR REPLACE TABLE first AS
WITH paired AS (
  SELECT e.*, lead(e.weight) OVER w AS second, lead(e.entity_id) OVER w AS other,
         {columns}
  FROM edge e JOIN mention_side m ON m.unique_id = e.mention_id JOIN registry_side r ON r.unique_id = e.registry_key
  WINDOW w AS (PARTITION BY e.mention_id ORDER BY e.rank)
)
SELECT mention_id, entity_id, registry_key, weight AS w, second, other, round(weight - second, 6) AS margin,
       trade_l = '' AND form_group_l = ''
       OR least(length(core_l), length(core_r)) < 3 AND core_l <> core_r AS bare,
       {levels}
FROM paired WHERE rank = 1
