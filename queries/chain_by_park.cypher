/*
title: 产业链分园区
question: 这条链在各园区各有多少企业、哪些环节，谁最完整？
note: 得分按同一公式，只看本园区的企业；园区不必样样齐全，宜看强项与同环节的别处。企业按现在的园区归属。
users: [policymaker]
behind: chain_firms
params:
  year: {type: integer, default: null, caption: 年份，默认现状}
columns:
  park: 园区
  score: 得分
  nodes_filled: 有A、B级企业的环节
  nodes: 环节数
  weak: 弱链
  grade_a: A级企业
  grade_b: B级企业
  grade_c: 仅经营范围
  revenue: 应税收入（元）
  tax: 税收贡献（元）
  of_year: 指标年份
  strong: 完整的环节
*/
CALL () {
  MATCH (c:Chain)<-[:NODE_OF]-(:ChainNode)<-[:MEASURES]-(m:NodeFigures)
  WHERE $chain IN [c.name, c.title] AND m.park IS NOT NULL AND (m.year = $year OR $year IS NULL AND m.year IS NULL)
  RETURN DISTINCT m.park AS place
}
WITH {year: $year, scope: 'park:' + place} AS at
//! chain_nodes
//! chain_state
WITH scope, sum(CASE WHEN a + b > 0 THEN 1 ELSE 0 END) AS nodes_filled, count(n) AS nodes, sum(CASE WHEN state = '弱链' THEN 1 ELSE 0 END) AS weak,
     sum(a) AS grade_a, sum(b) AS grade_b, sum(c) AS grade_c, sum(f.revenue) AS revenue, sum(f.tax) AS tax, max(f.of_year) AS of_year,
     round(100.0 * sum(weight * value) / nullIf(sum(weight), 0), 1) AS score, [s IN collect(CASE WHEN state = '完整' THEN [n.position, n.name] END) | s] AS strong
RETURN substring(scope, 5) AS park, score, nodes_filled, nodes, weak, grade_a, grade_b, grade_c, revenue, tax, of_year,
       COLLECT { UNWIND strong AS s RETURN s[1] ORDER BY s[0] } AS strong
ORDER BY score DESC, park
