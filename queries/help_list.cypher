/*
title: 帮扶名单
question: 按行业主管部门和属地镇街，哪些企业出现早期信号，先帮谁？
note: 由早期信号而来，按上一完整年度的用工和税收排先后；行业主管部门按 graph_model/departments.yaml 由行业推定；名单是线索，不说明企业有困难。
users: [policymaker]
cost: board
params:
  department: {type: string, default: null, caption: 只看这个行业主管部门}
  town: {type: string, default: null, caption: 只看这个镇街}
  staff: {type: integer, default: 0, caption: 至少多少参保人数}
  limit: {type: integer, default: 200, caption: 最多行数}
columns:
  department: 行业主管部门（推定）
  town: 属地镇街
  enterprise_id: 统一编号
  enterprise: 企业
  honours: 荣誉与名单
  signals: 信号
  evidence: 依据
  year: 年份
  staff: 参保人数（年末）
  tax: 税收贡献（元）
  revenue: 应税收入（元）
  subsidy: 历年补助（元）
  sources: 来源
*/
CALL () {
  MATCH (c:GroupFigures {by: 'city'})
  WITH max(CASE WHEN c.months = 12 THEN c.year END) AS full, max(c.year) AS last
  RETURN coalesce(full, last) AS year
}
MATCH (f:Flag) WHERE f.kind STARTS WITH 'signal_'
MATCH (f)-[:ABOUT]->(e:Enterprise)
WHERE ($town IS NULL OR e.town = $town) AND ($department IS NULL OR e.department = $department)
WITH e, year, f ORDER BY f.key
WITH e, year, collect(f.detail) AS signals, collect(f.evidence) AS evidence, collect(f.sources) AS lists
OPTIONAL MATCH (e)<-[:FIGURES_OF]-(y:YearFigures {year: year})
WITH e, year, signals, evidence, lists, y WHERE coalesce(y.staff, 0) >= $staff
RETURN coalesce(e.department, '未定') AS department, coalesce(e.town, '未定') AS town, e.id AS enterprise_id, e.name AS enterprise,
       COLLECT { MATCH (e)-[:HAS_HONOUR]->(h:Honour) RETURN DISTINCT h.kind ORDER BY h.kind } AS honours, signals, evidence, year,
       y.staff AS staff, y.tax AS tax, y.revenue AS revenue,
       reduce(s = 0.0, x IN COLLECT { MATCH (e)<-[:GRANTED_TO]-(p:Subsidy) RETURN p.amount } | s + x) AS subsidy,
       reduce(all = [], x IN lists | all + coalesce(x, [])) AS sources
ORDER BY department, town, coalesce(staff, 0) DESC, coalesce(tax, 0) DESC, enterprise_id
LIMIT $limit
