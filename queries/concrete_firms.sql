/*
title: 商砼企业产销
question: 各商品混凝土企业逐年的产值、销量、产能利用如何？
note: 一年分几个批次登记，数值是当年累计，取最大的一次，不相加；产能利用率 = 实际产能 ÷ 规划产能。产量单位以目录为准（立方米、万立方米）。
users: [policymaker, analyst]
cost: board
params:
  year: {type: integer, default: null, caption: 年份}
  town: {type: string, default: null, caption: 镇街}
columns:
  year: 年份
  id: 统一编号
  name: 企业
  written: 所写名称
  town: 镇街
  batches: 批次数
  output_value: 产值（元）
  sales_volume: 销量
  planned_capacity: 规划产能
  actual_capacity: 实际产能
  utilisation: 产能利用率
  sources: 来源
*/
WITH lines AS (
    SELECT r.*, year(r.registered_on) AS in_year, a.entity_id
    FROM lake_concrete_firm r
    LEFT JOIN assigned a ON a.kind = 'ent' AND a.part_no = 0 AND a.dataset = 'concrete_firm' AND a.delivery = r.src_delivery
     AND a.sheet = r.src_sheet AND a."row" = r.src_row
    WHERE r.registered_on IS NOT NULL
)
SELECT l.in_year AS year, l.entity_id AS id, e.name, min(l.name) AS written, max(l.town) AS town, count(*) AS batches,
       max(l.output_value)::DOUBLE AS output_value, max(l.sales_volume)::DOUBLE AS sales_volume, max(l.planned_capacity)::DOUBLE AS planned_capacity,
       max(l.actual_capacity)::DOUBLE AS actual_capacity, max(l.actual_capacity)::DOUBLE / nullif(max(l.planned_capacity)::DOUBLE, 0) AS utilisation,
       list(l.source_key ORDER BY l.source_key) AS sources
FROM lines l LEFT JOIN entity e ON e.entity_id = l.entity_id AND e.known_to IS NULL
WHERE ($year IS NULL OR l.in_year = $year) AND ($town IS NULL OR l.town = $town)
GROUP BY l.in_year, l.entity_id, e.name, CASE WHEN l.entity_id IS NULL THEN l.name END
ORDER BY year DESC, output_value DESC, id, written
