/*
title: 车辆上牌
question: 各类车辆逐月的保有量和新登记各多少？
note: 保有量是时点数，不能跨月相加；新登记是当月数。
users: [policymaker, analyst]
params:
  vehicle_type: {type: string, default: null, caption: 车辆种类中的字}
  start: {type: string, default: null, caption: 从哪个月起，如 2022-01}
  end: {type: string, default: null, caption: 到哪个月止}
columns:
  month: 月份
  town: 区域
  vehicle_type: 车辆种类
  stock: 保有量（辆）
  registered: 当月新登记（辆）
  year_before: 上年同月新登记（辆）
  source: 来源
*/
SELECT v.month, v.town, v.vehicle_type, v.stock_count AS stock, v.new_count AS registered, b.new_count AS year_before,
       v.source_key AS source
FROM lake_vehicle_registration v
LEFT JOIN (SELECT month, town, vehicle_type, max(new_count) AS new_count FROM lake_vehicle_registration GROUP BY ALL) b
       ON b.vehicle_type = v.vehicle_type AND b.town IS NOT DISTINCT FROM v.town
      AND b.month = (left(v.month, 4)::BIGINT - 1) || right(v.month, 3)
WHERE ($vehicle_type IS NULL OR contains(v.vehicle_type, $vehicle_type))
  AND ($start IS NULL OR v.month >= $start) AND ($end IS NULL OR v.month <= $end)
ORDER BY v.month, v.town, v.vehicle_type, source
