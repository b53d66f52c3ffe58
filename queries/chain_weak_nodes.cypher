/*
title: 弱链环节
question: 这条链哪些环节弱，弱在企业少、集中还是下滑，上下游谁可能受影响？
note: 集中度默认按税收贡献（含免抵调，不减退税），应税收入不含出口企业的免税收入；三年下滑比较同一批企业（含已注销）的应税收入。
users: [policymaker]
behind: chain_firms
params:
  town: {type: string, default: null, caption: 只看这个镇街}
  park: {type: string, default: null, caption: 只看这个园区}
  year: {type: integer, default: null, caption: 年份，默认现状}
columns:
  stage: 上中下游
  node: 环节
  importance: 重要性
  must_be_local: 必须本地配套
  reasons: 原因
  firms: A、B级企业
  needed: 需要家数
  leader: 最大的企业
  leader_id: 其编号
  leader_share: 其占比
  hhi: 集中度HHI
  of_year: 指标年份
  revenue_now: 同口径收入（元）
  revenue_before: 前年同口径收入（元）
  decline: 三年降幅
  departed: 已退出企业占收入
  lost: 失去的分数
  upstream: 可能受影响的上游环节
  downstream: 可能受影响的下游环节
*/
WITH {year: $year, scope: coalesce('park:' + $park, 'town:' + $town, '')} AS at
//! chain_nodes
//! chain_state
WITH collect({n: n, f: f, firms: a + b, needed: needed, share: share, hhi: hhi, fall: fall, gone: gone, state: state, reasons: reasons,
     weight: weight, value: value}) AS rows, sum(weight) AS whole
UNWIND [r IN rows WHERE r.state = '弱链'] AS r
WITH r, whole, r.n AS n, r.f AS f
RETURN n.stage AS stage, n.name AS node, n.importance AS importance, n.must_be_local AS must_be_local, r.reasons AS reasons,
       r.firms AS firms, r.needed AS needed, CASE $basis WHEN 'tax' THEN f.tax_leader_name ELSE f.revenue_leader_name END AS leader,
       CASE $basis WHEN 'tax' THEN f.tax_leader ELSE f.revenue_leader END AS leader_id, r.share AS leader_share, r.hhi AS hhi,
       f.of_year AS of_year, f.trend AS revenue_now, f.trend_two_before AS revenue_before, r.fall AS decline, r.gone AS departed,
       round(100.0 * r.weight * (1 - r.value) / whole, 1) AS lost,
       COLLECT { MATCH (s:ChainNode)-[:SUPPLIES_TO]->(n) RETURN s.name ORDER BY s.position } AS upstream,
       COLLECT { MATCH (n)-[:SUPPLIES_TO]->(t:ChainNode) RETURN t.name ORDER BY t.position } AS downstream
ORDER BY lost DESC, n.position
