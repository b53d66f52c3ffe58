/*
title: 产业链完整度
question: 这条产业链哪些环节完整，哪些缺链、弱链，上下游谁会受影响？
note: >-
  证据等级：A 在册且环节可认定且存活，B 存活且行业相符，C 只有经营范围。环节得分 = min(1, (A + 0.6·B + 0.2·C) ÷ 需要家数)，弱链乘 0.7。
  产业链得分 = 100 × Σ(权重 × 环节得分) ÷ Σ权重（每行相同），权重为重要性，可外购的环节减半。
  弱链：A、B 合计少于需要家数，或一家占税收七成以上，或 HHI 0.5 以上，或收入三年下滑二成以上，或已退出的企业占去年收入三成以上。
  不给年份为现状，指标取最近的完整年份；给年份则按当年在册、当年有经营定级，行业与经营范围没有历史，用现在的。镇街与园区只取其一，都给时看园区。
  供应关系来自模板，受影响为可能受影响。
users: [policymaker]
behind: chain_firms
params:
  town: {type: string, default: null, caption: 只看这个镇街}
  park: {type: string, default: null, caption: 只看这个园区}
  year: {type: integer, default: null, caption: 年份，默认现状}
columns:
  position: 次序
  stage: 上中下游
  node: 环节
  importance: 重要性
  must_be_local: 必须本地配套
  needed: 需要家数
  state: 状态
  grade: 证据等级
  grade_a: A级企业
  grade_b: B级企业
  grade_c: 仅经营范围
  waiting: 待核对后可升A级
  reasons: 原因
  leader: 最大的企业
  leader_share: 其占比
  hhi: 集中度HHI
  of_year: 指标年份
  revenue: 应税收入（元）
  revenue_before: 前年同口径收入（元）
  decline: 三年降幅
  tax: 税收贡献（元）
  staff: 参保人数
  node_score: 环节得分
  lost: 失去的分数
  supplied_by: 上游环节
  supplies: 可能受影响的下游环节
  candidates: 可培育的企业
  leader_id: 最大企业编号
  node_key: 环节编号
  score: 产业链得分
*/
WITH {year: $year, scope: coalesce('park:' + $park, 'town:' + $town, '')} AS at
//! chain_nodes
//! chain_state
WITH collect({n: n, f: f, a: a, b: b, c: c, needed: needed, share: share, hhi: hhi, fall: fall, reasons: reasons, state: state, value: value,
     weight: weight}) AS rows, sum(weight) AS whole, sum(weight * value) AS reached
UNWIND rows AS r
WITH r, r.n AS n, r.f AS f, whole, round(100.0 * reached / whole, 1) AS score
RETURN n.position AS position, n.stage AS stage, n.name AS node, n.importance AS importance, n.must_be_local AS must_be_local,
       r.needed AS needed, r.state AS state, CASE WHEN r.a > 0 THEN 'A' WHEN r.b > 0 THEN 'B' WHEN r.c > 0 THEN 'C' ELSE '无' END AS grade,
       r.a AS grade_a, r.b AS grade_b, r.c AS grade_c, coalesce(f.waiting, 0) AS waiting, r.reasons AS reasons,
       CASE $basis WHEN 'tax' THEN f.tax_leader_name ELSE f.revenue_leader_name END AS leader, r.share AS leader_share, r.hhi AS hhi,
       f.of_year AS of_year, f.revenue AS revenue, f.trend_two_before AS revenue_before, r.fall AS decline, f.tax AS tax, f.staff AS staff,
       round(r.value, 3) AS node_score, round(100.0 * r.weight * (1 - r.value) / whole, 1) AS lost,
       COLLECT { MATCH (s:ChainNode)-[:SUPPLIES_TO]->(n) RETURN s.name ORDER BY s.position } AS supplied_by,
       COLLECT { MATCH (n)-[:SUPPLIES_TO]->(t:ChainNode) RETURN t.name ORDER BY t.position } AS supplies,
       CASE WHEN r.a + r.b > 0 THEN [] ELSE COLLECT {
         CALL (n) {
           MATCH (e:Enterprise)-[:PLACED_AT {grade: 'C'}]->(n) RETURN e, 1 AS distance
           UNION MATCH (e:Enterprise)-[j:COULD_JOIN]->(n) RETURN e, j.distance AS distance
         }
         WITH e, distance WHERE ($year IS NULL OR coalesce(e.valid_from.year <= $year, true)) AND CASE WHEN $park IS NOT NULL THEN EXISTS { (e)-[:IN_PARK]->(:Park {name: $park}) }
           ELSE $town IS NULL OR e.town = $town END
         RETURN e.name ORDER BY distance, e.name LIMIT 5 } END AS candidates,
       CASE $basis WHEN 'tax' THEN f.tax_leader ELSE f.revenue_leader END AS leader_id, n.key AS node_key, score
ORDER BY position
