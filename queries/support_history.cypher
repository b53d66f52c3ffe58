/*
title: 扶持历史
question: 这家企业历年得到哪些补助，当年的税收、用工、收入、用电如何，有没有需要留意的地方？
note: 本级补助与地方留成相比，上级资金另列；同一收款人、项目、摘要、金额多为分期，只作提示；退款为负数。给出 as_of 时只列所属期到那一天已经结束的，当年没有结束的不给当年指标。
users: [policymaker, analyst, programs]
params:
  enterprise: {type: enterprise, caption: 企业名称、代码或统一编号, example: 晋江恒盛鞋业有限公司}
  as_of: {type: date, default: null, caption: 只看到这一天为止的}
columns:
  year: 年份
  period: 所属期
  amount: 金额（元）
  level: 资金来源
  documents: 指标文号
  project_name: 项目名称
  summary: 指标摘要
  payee: 收款人
  flags: 提示
  tax: 当年税收贡献（元）
  tax_local: 当年地方留成（元）
  revenue: 当年应税收入（元）
  staff: 年末参保人数
  power: 当年用电量（千瓦时）
  source: 来源
*/
MATCH (e:Enterprise {id: $enterprise})<-[:GRANTED_TO]-(s:Subsidy)
WHERE $as_of IS NULL OR s.period < left(toString($as_of + duration({days: 1})), size(s.period))
OPTIONAL MATCH (e)<-[:FIGURES_OF]-(y:YearFigures {year: s.year}) WHERE $as_of IS NULL OR y.year < ($as_of + duration({days: 1})).year
OPTIONAL MATCH (e)<-[:FIGURES_OF]-(b:YearFigures {year: s.year - 1})
WITH e, s, y, b, COUNT {
  MATCH (e)<-[:GRANTED_TO]-(o:Subsidy)
  WHERE o.payee = s.payee AND o.amount = s.amount AND coalesce(o.project_name, '') = coalesce(s.project_name, '')
    AND coalesce(o.summary, '') = coalesce(s.summary, '')
    AND ($as_of IS NULL OR o.period < left(toString($as_of + duration({days: 1})), size(o.period)))
} AS same
RETURN s.year AS year, s.period AS period, s.amount AS amount, CASE WHEN s.upper THEN '上级' ELSE '本级（推定）' END AS level,
       COLLECT { MATCH (s)-[:UNDER]->(d:FundingDocument) RETURN d.number ORDER BY d.number } AS documents,
       s.project_name AS project_name, s.summary AS summary, s.payee AS payee,
       [f IN [CASE WHEN s.other_payee THEN '收款人不是本企业' END,
              CASE WHEN same > 1 THEN '同一收款人、项目、摘要、金额共' + same + '笔' END,
              CASE WHEN e.status = '注销' AND $as_of IS NULL THEN '企业现已注销' WHEN e.valid_to <= $as_of THEN '企业当时已注销' END,
              CASE WHEN s.amount < 0 THEN '退款' END,
              CASE WHEN y.revenue < 0.9 * b.revenue THEN '当年收入下降' END,
              CASE WHEN y.staff < 0.9 * b.staff THEN '当年用工下降' END] WHERE f IS NOT NULL] AS flags,
       y.tax AS tax, y.tax_local AS tax_local, y.revenue AS revenue, y.staff AS staff, y.power AS power, s.key AS source
ORDER BY period, source
