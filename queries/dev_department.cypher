/*
title: 主管部门归口行业发展
question: 各行业主管部门归口的企业、税收、用工、用电各多少，名次与同比如何？
note: 同比与上年相同月份相比；注销日期只能定上下限；亩均只算用地已知的企业，2020年前取得的土地多数不知；组内企业见 dev_firms，每家的数字用 chanye trace 企业 --figure 指标 --year 年份 打开到行。
users: [policymaker, analyst]
behind: dev_firms
cost: board
params:
  year: {type: integer, default: null, caption: 年份，默认最近的完整年份}
  order: {type: string, default: tax, caption: "排名依据：tax、revenue、staff、power、alive、tax_per_mu"}
  limit: {type: integer, default: 200, caption: 最多行数}
columns:
  rank: 名次
  rank_change: 名次变化（正为上升）
  name: 行业主管部门
  year: 年份
  months: 该年已有月数
  firms: 登记企业数
  alive: 有经营
  births: 开办数
  closures_low: 注销数（至少）
  closures_high: 注销数（至多）
  tax: 税收贡献（元）
  tax_change: 税收同比（%）
  tax_before_refunds: 不减退税（元）
  tax_local: 地方留成（元）
  revenue: 应税收入（元）
  revenue_change: 收入同比（%）
  staff: 参保人数（当年最后月份）
  staff_change: 参保与上年同月比（%）
  power: 用电量（千瓦时）
  power_change: 用电同比（%）
  invested: 重点项目年度投资（元）
  subsidy: 补助（元）
  land_mu: 已知用地（亩）
  tax_per_mu: 亩均税收（元/亩）
  revenue_per_mu: 亩均应税收入（元/亩）
  land_known: 已知用地企业占收入（%）
  hightech: 有效高新企业数
  hightech_share: 高新企业占收入（%）
  above_scale: 规上限上企业数
*/
CALL () {
  MATCH (c:GroupFigures {by: 'city'})
  WITH max(CASE WHEN c.months = 12 THEN c.year END) AS full, max(c.year) AS last
  RETURN coalesce($year, full, last) AS year
}
MATCH (y:GroupFigures {by: 'department', year: year})
OPTIONAL MATCH (b:GroupFigures {by: y.by, group: y.group, year: year - 1})
WITH y, CASE $order WHEN 'revenue' THEN y.revenue WHEN 'staff' THEN y.staff WHEN 'power' THEN y.power WHEN 'alive' THEN y.alive
               WHEN 'tax_per_mu' THEN y.land_tax / (nullIf(y.land, 0) / 666.67) ELSE y.tax END AS value,
     CASE $order WHEN 'revenue' THEN b.revenue WHEN 'staff' THEN b.staff WHEN 'power' THEN b.power WHEN 'alive' THEN b.alive
               WHEN 'tax_per_mu' THEN b.land_tax / (nullIf(b.land, 0) / 666.67) ELSE b.tax END AS before
WITH collect({y: y, value: value, before: before}) AS found
UNWIND found AS f
WITH f.y AS y, f.value AS value, 1 + size([o IN found WHERE o.value > f.value]) AS rank,
     CASE WHEN f.before IS NOT NULL THEN 1 + size([o IN found WHERE o.before > f.before]) END AS rank_before
RETURN rank, rank_before - rank AS rank_change, y.name AS name,  y.year AS year, y.months AS months, y.firms AS firms, y.alive AS alive,
       y.births AS births, y.closures_low AS closures_low, y.closures_high AS closures_high, y.tax AS tax,
       round(100.0 * (y.tax / nullIf(y.tax_base, 0) - 1), 1) AS tax_change, y.tax_before_refunds AS tax_before_refunds, y.tax_local AS tax_local,
       y.revenue AS revenue, round(100.0 * (y.revenue / nullIf(y.revenue_base, 0) - 1), 1) AS revenue_change, y.staff AS staff,
       round(100.0 * (toFloat(y.staff) / nullIf(y.staff_base, 0) - 1), 1) AS staff_change, y.power AS power,
       round(100.0 * (y.power / nullIf(y.power_base, 0) - 1), 1) AS power_change, y.invested AS invested, y.subsidy AS subsidy,
       round(y.land / 666.67, 1) AS land_mu, round(y.land_tax / (nullIf(y.land, 0) / 666.67), 1) AS tax_per_mu,
       round(y.land_revenue / (nullIf(y.land, 0) / 666.67), 1) AS revenue_per_mu, round(100.0 * y.land_revenue / nullIf(y.revenue, 0), 1) AS land_known,
       y.hightech AS hightech, round(100.0 * y.hightech_revenue / nullIf(y.revenue, 0), 1) AS hightech_share, y.above_scale AS above_scale
ORDER BY rank, name
LIMIT $limit
