/*
title: 镇街一览
question: 每个镇街有多少企业、多少在经营，税收、收入、用工、补助各多少？
users: [policymaker, analyst]
behind: dev_firms
cost: board
params:
  year: {type: integer, default: null, caption: 年份，默认最近有数据的一年}
columns:
  town: 镇街
  enterprises: 企业数
  alive: 近12个月有经营
  year: 年份
  tax: 税收贡献（元）
  revenue: 应税收入（元）
  staff: 参保人数（年末）
  subsidy: 补助（元）
*/
CALL () {
  OPTIONAL MATCH (y:YearFigures) WHERE $year IS NULL AND y.year > 0
  WITH y ORDER BY y.year DESC LIMIT 1
  RETURN coalesce($year, y.year) AS year
}
MATCH (t:Town)
OPTIONAL MATCH (y:TownFigures {key: t.name + '/' + toString(year)})
RETURN t.name AS town, t.enterprises AS enterprises, t.alive AS alive, year, coalesce(y.tax, 0) AS tax, coalesce(y.revenue, 0) AS revenue,
       coalesce(y.staff, 0) AS staff, coalesce(y.subsidy, 0) AS subsidy
ORDER BY enterprises DESC, town
