/*
title: 扶持与成效
question: 这家企业每年得到哪些补助、荣誉、土地，当年的税收、地方留成、收入、用工、用电如何？
note: 本级补助与地方留成相比（local_net 为地方留成减本级补助），上级资金另列；退款已扣；税收分减退税与不减退税；没有数据不是0。给出 as_of 时只计到那一天的，没有结束的年份不给当年指标。逐笔见 support_history，每个数字用 chanye trace 统一编号 --figure 指标 --year 年份 打开到来源行。
users: [policymaker, analyst, programs]
params:
  enterprise: {type: enterprise, caption: 企业名称、代码或统一编号, example: 晋江恒盛鞋业有限公司}
  as_of: {type: date, default: null, caption: 只看到这一天为止的}
columns:
  year: 年份
  subsidy_local: 本级补助（元）
  subsidy_upper: 上级资金（元）
  payments: 笔数
  documents: 指标文号
  policies: 政策
  projects: 项目
  honours: 当年认定或在册
  land: 当年土地事项
  tax: 税收贡献（元）
  tax_before_refunds: 不减退税（元）
  tax_local: 地方留成（元）
  local_net: 地方留成减本级补助（元）
  revenue: 应税收入（元）
  staff: 参保人数（年末）
  power: 用电量（千瓦时）
  sources: 来源
*/
MATCH (e:Enterprise {id: $enterprise})
WITH e, COLLECT { MATCH (e)<-[:FIGURES_OF]-(y:YearFigures) WHERE $as_of IS NULL OR y.year < ($as_of + duration({days: 1})).year RETURN y.year
                  UNION MATCH (e)<-[:GRANTED_TO]-(s:Subsidy) WHERE $as_of IS NULL OR s.period < left(toString($as_of + duration({days: 1})), size(s.period)) RETURN s.year AS `y.year` } AS years
UNWIND years AS year
OPTIONAL MATCH (e)<-[:FIGURES_OF]-(y:YearFigures {year: year}) WHERE $as_of IS NULL OR y.year < ($as_of + duration({days: 1})).year
CALL (e, year) {
  MATCH (e)<-[:GRANTED_TO]-(s:Subsidy {year: year}) WHERE $as_of IS NULL OR s.period < left(toString($as_of + duration({days: 1})), size(s.period))
  WITH s ORDER BY s.period, s.key
  RETURN count(s) AS payments, sum(CASE WHEN NOT s.upper THEN s.amount END) AS local, sum(CASE WHEN s.upper THEN s.amount END) AS upper,
         collect(DISTINCT s.project_name) AS projects, collect(s.key) AS keys
}
WITH e, year, y, payments, local, upper, projects, keys,
     COLLECT { MATCH (e)<-[:GRANTED_TO]-(s:Subsidy {year: year})-[:UNDER]->(d:FundingDocument) WHERE s.key IN keys RETURN DISTINCT d.number ORDER BY d.number } AS documents,
     COLLECT { MATCH (e)<-[:GRANTED_TO]-(s:Subsidy {year: year}) WHERE s.key IN keys OPTIONAL MATCH (s)-[:BY_POLICY]->(p:Policy)
               RETURN DISTINCT coalesce(p.name, '未归类') AS n ORDER BY n } AS policies,
     COLLECT { MATCH (e)-[r:HAS_HONOUR {year: year}]->(h:Honour) WHERE $as_of IS NULL OR coalesce(r.dated_on <= $as_of, year <= $as_of.year)
               RETURN DISTINCT trim(h.kind + ' ' + coalesce(h.level, '')) AS n ORDER BY n } AS honours,
     COLLECT { MATCH (e)-[r:HAS_RIGHT_IN]->(p:Parcel) WHERE r.dated_on.year = year AND ($as_of IS NULL OR r.dated_on <= $as_of)
               RETURN r.kind + '（' + r.role + '）' + coalesce(p.name, p.id) AS n ORDER BY r.dated_on, n } AS land,
     COLLECT { MATCH (e)-[r:HAS_HONOUR {year: year}]->(:Honour) WHERE $as_of IS NULL OR coalesce(r.dated_on <= $as_of, year <= $as_of.year)
               RETURN DISTINCT r.source AS key ORDER BY key }
     + COLLECT { MATCH (e)-[r:HAS_RIGHT_IN]->(:Parcel) WHERE r.dated_on.year = year AND ($as_of IS NULL OR r.dated_on <= $as_of)
                 RETURN DISTINCT r.source AS key ORDER BY key } AS other
RETURN year, CASE WHEN payments > 0 THEN local END AS subsidy_local, CASE WHEN payments > 0 THEN upper END AS subsidy_upper, payments, documents,
       CASE WHEN payments > 0 THEN policies ELSE [] END AS policies, projects, honours, land, y.tax AS tax,
       y.tax_before_refunds AS tax_before_refunds, y.tax_local AS tax_local, y.tax_local - coalesce(local, 0) AS local_net, y.revenue AS revenue,
       y.staff AS staff, y.power AS power, keys + other AS sources
ORDER BY year
