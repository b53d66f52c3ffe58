-- Names that stand in the registry as they are never reach the model: it must learn from those that do not.
CREATE OR REPLACE TABLE training_side AS
SELECT * EXCLUDE (n) FROM (
  SELECT mention_id AS unique_id, m.name_norm AS norm, y.core, y.brand, y.trade, y.trade_class, y.place, y.relation, y.branch, y.pinyin,
         y.brand_pinyin, y.sorted_core, y.dels, y.form, coalesce(y.town, '') AS name_town,
         CASE WHEN y.form_class IN ('limited', 'joint_stock', 'group') THEN 'company' ELSE y.form_class END AS form_group,
         coalesce(m.person, '') AS person, coalesce(m.phone, '') AS phone, coalesce(m.address, '') AS address,
         coalesce(a.spot, '') AS spot, coalesce(nullif(m.town, ''), y.town, '') AS town, coalesce(m.industry, '') AS industry,
         row_number() OVER (ORDER BY md5(mention_id)) AS n
  FROM mention m JOIN anatomy y ON y.norm = m.name_norm
  LEFT JOIN (SELECT value, min(spot) AS spot FROM address_map GROUP BY 1) a ON a.value = m.address
  WHERE y.core <> '' AND y.kind = 'firm' AND m.name_norm NOT IN (SELECT norm FROM entity_name)
) WHERE n <= ? ORDER BY unique_id
