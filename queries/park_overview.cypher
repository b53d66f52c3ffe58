/*
title: 园区一览
question: 各园区开发了多少，有多少企业，税收和亩均税收多少，园区自报与企业合计差多少？
note: >-
  1亩 = 666.67平方米。亩均税收 = 园区企业当年税收贡献 ÷ 已开发面积；自报税收口径不明，未必等于企业合计，两列并排。
  租赁面积与占地面积可能重叠，不相加。
users: [policymaker, analyst]
cost: board
params:
  year: {type: integer, default: null, caption: 年份，默认最近一个整年}
columns:
  park: 园区
  total_mu: 总面积（亩）
  developed_mu: 已开发面积（亩）
  developed_share: 开发比例
  firms: 企业数
  alive: 近12个月有经营
  site_mu: 企业占地合计（亩）
  year: 年份
  tax: 企业税收贡献（元）
  tax_per_mu: 亩均税收（元/亩）
  tax_reported: 园区自报税收（元）
  revenue: 企业应税收入（元）
  revenue_reported: 企业自报营业收入（元）
  staff: 参保人数（年末）
  sources: 来源
*/
CALL () {
  OPTIONAL MATCH (d:Delivery)-[:OF_DATASET]->(:Dataset {key: 'tax_net_revenue'})
  WITH max(d.period) AS told
  OPTIONAL MATCH (y:YearFigures) WHERE $year IS NULL AND y.year > 0
  WITH told, y ORDER BY y.year DESC LIMIT 1
  RETURN coalesce($year, CASE WHEN told ENDS WITH '-12' THEN toInteger(left(told, 4)) ELSE toInteger(left(told, 4)) - 1 END, y.year) AS year
}
MATCH (p:Park)
CALL (p, year) {
  OPTIONAL MATCH (e:Enterprise)-[i:IN_PARK]->(p)
  OPTIONAL MATCH (e)<-[:FIGURES_OF]-(y:YearFigures {year: year})
  WITH e, i, y ORDER BY i.source
  RETURN count(DISTINCT e) AS firms, sum(CASE WHEN e.alive THEN 1 ELSE 0 END) AS alive, sum(i.site_area) AS site, sum(i.revenue) AS revenue_reported,
         sum(y.tax) AS tax, sum(y.revenue) AS revenue, sum(y.staff) AS staff, collect(i.source)[..19] AS keys
}
RETURN p.name AS park, round(p.total_area / 666.67, 2) AS total_mu, round(p.developed_area / 666.67, 2) AS developed_mu,
       round(p.developed_area / nullIf(p.total_area, 0), 4) AS developed_share, firms, alive, round(site / 666.67, 2) AS site_mu, year,
       round(tax, 2) AS tax, round(tax / (nullIf(p.developed_area, 0) / 666.67), 2) AS tax_per_mu, p.tax AS tax_reported,
       round(revenue, 2) AS revenue, revenue_reported, staff,
       [k IN [p.source] + keys WHERE k IS NOT NULL] AS sources
ORDER BY tax DESC, park
