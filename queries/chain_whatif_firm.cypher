/*
title: 假如一家企业退出
question: 假如这家企业停产或外迁，它所在的环节会变成什么状态，链的得分降多少，谁可能失去供应或客户？
note: 环节去掉这家后按同一公式重算。沿模板的供应关系推算上下游，数据里没有发票，只是可能；同环节还有别的企业时，它们可能接手。
users: [policymaker, analyst]
params:
  enterprise: {type: enterprise, caption: 企业名称、代码或统一编号, example: 晋江恒盛鞋业有限公司}
  hops: {type: integer, default: 1, caption: 最多隔几层}
columns:
  chain: 产业链
  node: 环节
  grade: 它的等级
  share: 它占环节税收
  firms_left: 余下A、B级企业
  state_before: 现状态
  state_after: 退出后状态
  reasons_after: 退出后原因
  score_before: 现得分
  score_after: 退出后得分
  lose_supply: 可能失去供应的环节
  lose_customer: 可能失去客户的环节
  firms_affected: 涉及A、B级企业
  sources: 来源
*/
MATCH (e:Enterprise {id: $enterprise})
OPTIONAL MATCH (e)-[:PLACED_AT]->(own:ChainNode)
OPTIONAL MATCH (own)<-[:MEASURES]-(m:NodeFigures) WHERE m.year IS NULL
WITH e, max(m.of_year) AS of_year
OPTIONAL MATCH (e)<-[:FIGURES_OF]-(y:YearFigures {year: of_year})
WITH e, CASE WHEN y.tax_before_refunds > 0 THEN y.tax_before_refunds ELSE 0.0 END AS own_tax,
     CASE WHEN y.revenue > 0 THEN y.revenue ELSE 0.0 END AS own_revenue
MATCH (k:Chain) WHERE EXISTS { (e)-[:PLACED_AT]->(:ChainNode)-[:NODE_OF]->(k) }
MATCH (n:ChainNode)-[:NODE_OF]->(k)
OPTIONAL MATCH (e)-[p:PLACED_AT]->(n)
OPTIONAL MATCH (g:NodeFigures {key: n.key + '@now@'})
WITH e, k, n, p, g, own_tax, own_revenue, CASE WHEN p.grade IN ['A', 'B'] THEN own_tax ELSE 0.0 END AS t,
     CASE WHEN p.grade IN ['A', 'B'] THEN own_revenue ELSE 0.0 END AS r
WITH e, k, n, p, g, t, null AS year, g.tax_gross - t AS tax_left, g.revenue - r AS revenue_left, r
UNWIND ['before', 'after'] AS side
WITH e, k, n, p, g, t, year, side, CASE WHEN side = 'before' OR p IS NULL THEN g ELSE {
  grade_a: g.grade_a - CASE p.grade WHEN 'A' THEN 1 ELSE 0 END, grade_b: g.grade_b - CASE p.grade WHEN 'B' THEN 1 ELSE 0 END,
  grade_c: g.grade_c - CASE p.grade WHEN 'C' THEN 1 ELSE 0 END, tax_gross: tax_left, revenue: revenue_left,
  tax_top: CASE WHEN g.tax_leader = e.id THEN g.tax_second ELSE g.tax_top END,
  revenue_top: CASE WHEN g.revenue_leader = e.id THEN g.revenue_second ELSE g.revenue_top END,
  tax_hhi: CASE WHEN tax_left > 1 THEN (g.tax_hhi * g.tax_gross ^ 2 - t ^ 2) / tax_left ^ 2 END,
  revenue_hhi: CASE WHEN revenue_left > 1 THEN (g.revenue_hhi * g.revenue ^ 2 - r ^ 2) / revenue_left ^ 2 END,
  trend: g.trend, trend_before: g.trend_before, trend_two_before: g.trend_two_before} END AS f
//! chain_state
WITH e, k, side, collect({n: n, p: p, g: g, own: t, state: state, reasons: reasons, firms: a + b}) AS rows,
     round(100.0 * sum(weight * value) / nullIf(sum(weight), 0), 1) AS score
WITH e, k, head(collect(CASE side WHEN 'before' THEN rows END)) AS now, head(collect(CASE side WHEN 'before' THEN score END)) AS score_before,
     head(collect(CASE side WHEN 'after' THEN rows END)) AS without, head(collect(CASE side WHEN 'after' THEN score END)) AS score_after
UNWIND [r IN without WHERE r.p IS NOT NULL] AS r
WITH k, r, r.n AS n, head([x IN now WHERE x.n = r.n]) AS before, score_before, score_after
CALL (n) {
  OPTIONAL MATCH way = (n)-[:SUPPLIES_TO*1..8]->(t:ChainNode) WHERE length(way) <= $hops AND t <> n
  OPTIONAL MATCH (h:NodeFigures {key: t.key + '@now@'})
  WITH DISTINCT t, h ORDER BY t.position
  RETURN collect(t.name) AS lose_supply, sum(coalesce(h.grade_a + h.grade_b, 0)) AS down
}
CALL (n) {
  OPTIONAL MATCH way = (n)<-[:SUPPLIES_TO*1..8]-(t:ChainNode) WHERE length(way) <= $hops AND t <> n
  OPTIONAL MATCH (h:NodeFigures {key: t.key + '@now@'})
  WITH DISTINCT t, h ORDER BY t.position
  RETURN collect(t.name) AS lose_customer, sum(coalesce(h.grade_a + h.grade_b, 0)) AS up
}
RETURN k.name AS chain, n.name AS node, r.p.grade AS grade, CASE WHEN r.g.tax_gross > 0 AND r.p.grade IN ['A', 'B']
       THEN round(r.own / r.g.tax_gross, 4) END AS share, r.firms AS firms_left, before.state AS state_before, r.state AS state_after,
       r.reasons AS reasons_after, score_before, score_after, lose_supply, lose_customer, down + up AS firms_affected, coalesce(r.p.sources, []) AS sources
ORDER BY chain, n.position
