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
CALL (t, year) {
  MATCH (e:Enterprise)-[:LOCATED_IN]->(t)
  OPTIONAL MATCH (e)<-[:FIGURES_OF]-(y:YearFigures {year: year})
  RETURN count(e) AS enterprises, sum(CASE WHEN e.alive THEN 1 ELSE 0 END) AS alive, sum(y.tax) AS tax,
         sum(y.revenue) AS revenue, sum(y.staff) AS staff, sum(y.subsidy) AS subsidy
}
RETURN t.name AS town, enterprises, alive, year, tax, revenue, staff, subsidy
ORDER BY enterprises DESC, town
