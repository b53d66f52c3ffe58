/*
title: 缺链与谁受影响
question: 这条链缺哪些环节，可能影响哪些上下游企业，谁最接近能补上？
note: 供应关系来自模板，数据里没有发票：受影响为可能受影响，可培育为线索。
users: [policymaker]
behind: gap_candidates
params:
  town: {type: string, default: null, caption: 只看这个镇街}
  park: {type: string, default: null, caption: 只看这个园区}
  year: {type: integer, default: null, caption: 年份，默认现状}
columns:
  stage: 上中下游
  node: 环节
  importance: 重要性
  must_be_local: 必须本地配套
  state: 状态
  clues: 经营范围提到的企业
  lost: 失去的分数
  upstream: 可能少客户的上游环节
  upstream_firms: 上游A、B级企业
  downstream: 可能缺供应的下游环节
  downstream_firms: 下游A、B级企业
  waiting: 待核对后可升A级
  nearest: 最接近的企业
*/
WITH {year: $year, scope: coalesce('park:' + $park, 'town:' + $town, '')} AS at
//! chain_nodes
//! chain_state
WITH collect({n: n, f: f, a: a, b: b, c: c, state: state, weight: weight, value: value}) AS rows, sum(weight) AS whole
UNWIND [r IN rows WHERE r.a + r.b = 0] AS r
WITH r, rows, whole, r.n AS n, COLLECT { MATCH (s:ChainNode)-[:SUPPLIES_TO]->(x WHERE x = r.n) RETURN s.key } AS before,
     COLLECT { MATCH (x WHERE x = r.n)-[:SUPPLIES_TO]->(t:ChainNode) RETURN t.key } AS after
RETURN n.stage AS stage, n.name AS node, n.importance AS importance, n.must_be_local AS must_be_local, r.state AS state, r.c AS clues,
       round(100.0 * r.weight * (1 - r.value) / whole, 1) AS lost,
       [s IN rows WHERE s.n.key IN before | s.n.name] AS upstream,
       reduce(x = 0, s IN rows | x + CASE WHEN s.n.key IN before THEN s.a + s.b ELSE 0 END) AS upstream_firms,
       [s IN rows WHERE s.n.key IN after | s.n.name] AS downstream,
       reduce(x = 0, s IN rows | x + CASE WHEN s.n.key IN after THEN s.a + s.b ELSE 0 END) AS downstream_firms,
       coalesce(r.f.waiting, 0) AS waiting,
       COLLECT {
         CALL (n) {
           MATCH (e:Enterprise)-[p:PLACED_AT {grade: 'C'}]->(n) RETURN e, 1 AS distance
           UNION MATCH (e:Enterprise)-[j:COULD_JOIN]->(n) RETURN e, j.distance AS distance
         }
         WITH e, distance WHERE ($year IS NULL OR coalesce(e.valid_from.year <= $year, true)) AND CASE WHEN $park IS NOT NULL THEN EXISTS { (e)-[:IN_PARK]->(:Park {name: $park}) }
           ELSE $town IS NULL OR e.town = $town END
         RETURN e.name ORDER BY distance, e.name LIMIT 5 } AS nearest
ORDER BY lost DESC, n.position
