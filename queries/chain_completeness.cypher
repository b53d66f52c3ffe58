/*
title: 产业链完整度
question: 这条产业链哪些环节完整，哪些缺链、弱链，上下游谁会受影响？
note: >-
  证据等级：A 在册且环节可认定且存活，B 存活且行业相符，C 只有经营范围。环节得分 = min(1, (A + 0.6·B + 0.2·C) ÷ 需要家数)，弱链乘 0.7。
  产业链得分 = 100 × Σ(权重 × 环节得分) ÷ Σ权重（每行相同），权重为重要性，可外购的环节减半。
  弱链：A、B 合计少于需要家数（默认 3），或几家中一家占应税收入七成以上，或收入较上年下降一成以上。供应关系来自模板，受影响为可能受影响。
users: [policymaker, analyst]
cost: board
params:
  chain: {type: string, caption: 产业链名称或简称, example: 鞋服}
  town: {type: string, default: null, caption: 只看这个镇街}
  park: {type: string, default: null, caption: 只看这个园区}
  year: {type: integer, default: null, caption: 收入所属年份，默认最近的完整年份}
  needed: {type: integer, default: 3, caption: 环节至少要几家}
  dominance: {type: float, default: 0.7, caption: 一家独大的收入占比}
  decline: {type: float, default: 0.1, caption: 视为下滑的降幅}
columns:
  position: 次序
  stage: 上中下游
  node: 环节
  importance: 重要性
  must_be_local: 必须本地配套
  state: 状态
  grade: 证据等级
  grade_a: A级企业
  grade_b: B级企业
  grade_c: 仅经营范围
  waiting: 待核对后可升A级
  reasons: 原因
  leader: 收入最高的企业
  leader_share: 其收入占比
  revenue: 应税收入（元）
  revenue_before: 上年应税收入（元）
  node_score: 环节得分
  supplied_by: 上游环节
  supplies: 可能受影响的下游环节
  candidates: 可培育的企业
  score: 产业链得分
*/
MATCH (k:Chain) WHERE $chain IN [k.name, k.title]
CALL () {
  MATCH (f:YearFigures)
  WITH max(CASE WHEN f.months = 12 THEN f.year END) AS full, max(f.year) AS newest
  RETURN coalesce($year, full, newest) AS year
}
MATCH (n:ChainNode)-[:NODE_OF]->(k)
CALL (n, year) {
  OPTIONAL MATCH (e:Enterprise)-[p:PLACED_AT]->(n)
  WHERE ($town IS NULL OR e.town = $town) AND ($park IS NULL OR EXISTS { (e)-[:IN_PARK]->(:Park {name: $park}) })
  OPTIONAL MATCH (e)<-[:FIGURES_OF]-(y:YearFigures {year: year})
  OPTIONAL MATCH (e)<-[:FIGURES_OF]-(b:YearFigures {year: year - 1})
  WITH e, p, y, b, p.grade IN ['A', 'B'] AS solid ORDER BY coalesce(y.revenue, 0) DESC, e.id
  WITH collect(CASE WHEN e IS NOT NULL THEN {name: e.name, grade: p.grade, waits: p.in_review, solid: solid,
       revenue: CASE WHEN solid THEN coalesce(y.revenue, 0.0) ELSE 0.0 END,
       before: CASE WHEN solid THEN coalesce(b.revenue, 0.0) ELSE 0.0 END} END) AS firms
  RETURN firms, size([f IN firms WHERE f.grade = 'A']) AS a, size([f IN firms WHERE f.grade = 'B']) AS b,
         size([f IN firms WHERE f.grade = 'C']) AS c, size([f IN firms WHERE f.waits]) AS waiting,
         reduce(s = 0.0, f IN firms | s + f.revenue) AS revenue, reduce(s = 0.0, f IN firms | s + f.before) AS revenue_before,
         head([f IN firms WHERE f.solid AND f.revenue > 0]) AS top,
         [f IN firms WHERE f.grade = 'C' | f.name][..5] AS candidates
}
WITH n, a, b, c, waiting, revenue, revenue_before, top, candidates,
     $needed AS needed, n.importance * CASE WHEN n.must_be_local THEN 1.0 ELSE 0.5 END AS weight,
     CASE WHEN revenue > 0 THEN round(top.revenue / revenue, 4) END AS leader_share
WITH *, CASE WHEN a + b + c = 0 THEN '缺链' WHEN a + b = 0 THEN '缺链（仅有经营范围线索）' END AS gap,
     [r IN [CASE WHEN a + b > 0 AND a + b < needed THEN '企业少于' + needed + '家' END,
            CASE WHEN a + b > 1 AND leader_share >= $dominance THEN '一家独大' END,
            CASE WHEN revenue_before > 0 AND revenue < (1 - $decline) * revenue_before THEN '收入下滑' END] WHERE r IS NOT NULL] AS reasons
WITH *, coalesce(gap, CASE WHEN size(reasons) > 0 THEN '弱链' ELSE '完整' END) AS state,
     CASE WHEN a + 0.6 * b + 0.2 * c >= needed THEN 1.0 ELSE (a + 0.6 * b + 0.2 * c) / needed END
       * CASE WHEN size(reasons) > 0 THEN 0.7 ELSE 1.0 END AS node_score
WITH collect({n: n, a: a, b: b, c: c, waiting: waiting, revenue: revenue, before: revenue_before, top: top, share: leader_share,
     candidates: candidates, reasons: reasons, state: state, score: node_score, weight: weight}) AS rows
WITH rows, round(100.0 * reduce(s = 0.0, r IN rows | s + r.weight * r.score)
       / reduce(s = 0.0, r IN rows | s + r.weight), 1) AS score
UNWIND rows AS r
WITH r, score, r.n AS n
RETURN n.position AS position, n.stage AS stage, n.name AS node, n.importance AS importance, n.must_be_local AS must_be_local,
       r.state AS state, CASE WHEN r.a > 0 THEN 'A' WHEN r.b > 0 THEN 'B' WHEN r.c > 0 THEN 'C' ELSE '无' END AS grade,
       r.a AS grade_a, r.b AS grade_b, r.c AS grade_c, r.waiting AS waiting, r.reasons AS reasons, r.top.name AS leader,
       r.share AS leader_share, r.revenue AS revenue, r.before AS revenue_before, round(r.score, 3) AS node_score,
       COLLECT { MATCH (s:ChainNode)-[:SUPPLIES_TO]->(n) RETURN s.name ORDER BY s.position } AS supplied_by,
       COLLECT { MATCH (n)-[:SUPPLIES_TO]->(t:ChainNode) RETURN t.name ORDER BY t.position } AS supplies,
       r.candidates AS candidates, score
ORDER BY position
