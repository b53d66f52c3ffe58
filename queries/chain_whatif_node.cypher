/*
title: 假如一个环节断了
question: 假如这个环节停下来，哪些上下游环节、多少企业可能失去供应或客户，隔几层？
note: 沿模板的供应关系推算，数据里没有发票，只是可能。隔 1 层为直接上下游。替代：可外购的环节可从外地买。
users: [policymaker, analyst]
behind: chain_firms
params:
  chain: {type: string, caption: 产业链名称或简称, example: 鞋服}
  node: {type: string, caption: 环节名称, example: 鞋底}
  hops: {type: integer, default: 3, caption: 最多隔几层}
columns:
  direction: 可能失去
  hops: 隔几层
  stage: 上中下游
  node: 环节
  firms: A、B级企业
  revenue: 应税收入（元）
  staff: 参保人数
  of_year: 指标年份
  via: 经由
  other_suppliers: 其余供应环节
  substitute: 替代
*/
MATCH (k:Chain) WHERE $chain IN [k.name, k.title]
MATCH (n:ChainNode {name: $node})-[:NODE_OF]->(k)
CALL (n) {
  MATCH p = (n)-[:SUPPLIES_TO*1..8]->(t:ChainNode) WHERE t <> n RETURN '供应' AS direction, t, p
  UNION ALL
  MATCH p = (n)<-[:SUPPLIES_TO*1..8]-(t:ChainNode) WHERE t <> n RETURN '客户' AS direction, t, p
}
WITH n, direction, t, p, length(p) AS far WHERE far <= $hops
WITH n, direction, t, far, [x IN nodes(p)[1..-1] | x.name] AS path ORDER BY far, path
WITH n, direction, t, min(far) AS hops, head(collect(path)) AS via
OPTIONAL MATCH (f:NodeFigures {key: t.key + '@now@'})
RETURN direction, hops, t.stage AS stage, t.name AS node, coalesce(f.grade_a + f.grade_b, 0) AS firms, f.revenue AS revenue, f.staff AS staff,
       f.of_year AS of_year, via, CASE direction WHEN '供应' THEN COLLECT { MATCH (s:ChainNode)-[:SUPPLIES_TO]->(t) WHERE s <> n RETURN s.name
       ORDER BY s.position } ELSE [] END AS other_suppliers, CASE WHEN n.must_be_local THEN '须本地配套' ELSE '可外购' END AS substitute
ORDER BY direction, hops, t.position
