/*
title: 悬于待核对的结论
question: 这条链哪些环节的结论悬于还没有核对的匹配，核对后会怎样？
note: 名单上的这一行还没有认定是谁；若就是所列企业，它升为 A 级。多行同环节的，逐行各算。核对：chanye review list，依据：chanye explain 写法编号。
users: [policymaker, steward]
columns:
  node: 环节
  state: 现状态
  state_if: 核对为该企业后的状态
  decides: 结论随之改变
  name: 拟归到的企业
  id: 统一编号
  grade: 现等级
  written: 名单写法
  mention: 写法编号
  sources: 名单行
*/
WITH {year: null, scope: ''} AS at
//! chain_nodes
MATCH (e:Enterprise)-[p:PLACED_AT {in_review: true}]->(n)
WITH k, n, f, year, e, p
//! chain_state
WITH n, state, e, p, a, b, reasons, needed,
     CASE WHEN p.grade <> 'C' THEN state WHEN a + b + 1 < needed OR size([r IN reasons WHERE NOT r STARTS WITH '企业少于']) > 0 THEN '弱链' ELSE '完整' END AS state_if
CALL (e, p) {
  UNWIND p.review_sources AS key
  MATCH (r:SourceRecord {key: key})-[m:NAMES]->(e)
  RETURN m.written AS written, m.mention AS mention, collect(key) AS sources
}
RETURN n.name AS node, state, state_if, left(state, 2) <> left(state_if, 2) AS decides, e.name AS name, e.id AS id, p.grade AS grade,
       written, mention, sources
ORDER BY decides DESC, n.position, name, mention
