/*
title: 组内企业
question: 这个镇街、园区、行业或主管部门有哪些企业，当年的税收、收入、用工、用电、补助各多少？
note: 每个数字用 chanye trace 统一编号 --figure 指标 --year 年份 打开到来源行。
users: [policymaker, analyst, programs]
cost: board
params:
  by: {type: string, caption: "口径：town、park、industry（代码）、department", example: town}
  group: {type: string, caption: 镇街、园区、行业代码或部门, example: 陈埭镇}
  year: {type: integer, default: null, caption: 年份，默认最近的完整年份}
  order: {type: string, default: tax, caption: "排序：tax、revenue、staff、power、subsidy"}
  limit: {type: integer, default: 100, caption: 最多行数}
columns:
  id: 统一编号
  name: 企业
  town: 镇街
  industry: 行业
  status: 纳税人状态
  alive: 近12个月有经营
  year: 年份
  tax: 税收贡献（元）
  tax_local: 地方留成（元）
  revenue: 应税收入（元）
  staff: 参保人数（当年最后月份）
  power: 用电量（千瓦时）
  subsidy: 补助（元）
  tax_before: 上年税收贡献（元）
  sources: 登记来源
*/
CALL () {
  MATCH (c:GroupFigures {by: 'city'})
  WITH max(CASE WHEN c.months = 12 THEN c.year END) AS full, max(c.year) AS last
  RETURN coalesce($year, full, last) AS year
}
CALL () {
  WITH $by AS by WHERE by = 'town' MATCH (e:Enterprise)-[:LOCATED_IN]->(:Town {name: $group}) RETURN e
  UNION WITH $by AS by WHERE by = 'park' MATCH (e:Enterprise)-[:IN_PARK]->(:Park {name: $group}) RETURN e
  UNION WITH $by AS by WHERE by = 'industry' MATCH (e:Enterprise)-[:IN_INDUSTRY]->(:Industry)-[:PART_OF*0..3]->(:Industry {code: $group}) RETURN e
  UNION WITH $by AS by WHERE by = 'department' MATCH (e:Enterprise {department: $group}) RETURN e
}
WITH DISTINCT e, year WHERE e.registered
MATCH (e)<-[:FIGURES_OF]-(y:YearFigures {year: year})
OPTIONAL MATCH (e)<-[:FIGURES_OF]-(b:YearFigures {year: year - 1})
RETURN e.id AS id, e.name AS name, e.town AS town, e.industry AS industry, e.status AS status, e.alive AS alive, year, y.tax AS tax,
       y.tax_local AS tax_local, y.revenue AS revenue, y.staff AS staff, y.power AS power, y.subsidy AS subsidy, b.tax AS tax_before, e.sources AS sources
ORDER BY coalesce(CASE $order WHEN 'revenue' THEN revenue WHEN 'staff' THEN staff WHEN 'power' THEN power WHEN 'subsidy' THEN subsidy ELSE tax END, -1e18) DESC, id
LIMIT $limit
