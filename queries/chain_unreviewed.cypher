/*
title: 悬于待核对的结论
question: 这条链哪些环节的结论悬于还没有核对的匹配，核对后状态、得分会怎样？
note: >-
  名单上的这一行还没有认定是谁；若就是所列企业，它升为 A 级，环节的家数、集中度、下滑与全链得分按同一公式重算；近12个月没有经营的不升。
  多行同环节的，逐行各算。核对：chanye review list，依据：chanye explain 写法编号。
users: [policymaker, steward]
cost: board
columns:
  node: 环节
  state: 现状态
  state_if: 核对为该企业后的状态
  reasons_if: 核对后的原因
  decides: 结论随之改变
  score: 现得分
  score_if: 核对后得分
  name: 拟归到的企业
  id: 统一编号
  grade: 现等级
  alive: 近12个月有经营
  written: 名单写法
  mention: 写法编号
  sources: 名单行
*/
WITH {year: null, scope: ''} AS at
//! chain_nodes
WITH k, n, f AS now, year, [null] + COLLECT { MATCH (e:Enterprise)-[p:PLACED_AT {in_review: true}]->(n) RETURN {e: e, p: p} ORDER BY e.id } AS cases
UNWIND cases AS case
WITH k, n, now, year, case.e AS e, case.p AS p
CALL (e, now) {
  OPTIONAL MATCH (e)<-[:FIGURES_OF]-(y:YearFigures)
  RETURN sum(CASE WHEN y.year = now.of_year AND y.tax_before_refunds > 0 THEN y.tax_before_refunds ELSE 0.0 END) AS tax,
         sum(CASE WHEN y.year = now.of_year AND y.revenue > 0 THEN y.revenue ELSE 0.0 END) AS revenue,
         [sum(CASE WHEN y.year = now.of_year THEN y.revenue END), sum(CASE WHEN y.year = now.of_year - 1 THEN y.revenue END),
          sum(CASE WHEN y.year = now.of_year - 2 THEN y.revenue END)] AS years
}
WITH k, n, now, year, e, p, CASE WHEN p.grade = 'C' THEN tax ELSE 0.0 END AS t, CASE WHEN p.grade = 'C' THEN revenue ELSE 0.0 END AS r,
     CASE WHEN '行业' IN p.evidence THEN [0.0, 0.0, 0.0] ELSE years END AS more
WITH k, n, year, e, p, CASE WHEN e IS NULL OR NOT e.alive OR p.grade = 'A' THEN now ELSE {
  grade_a: now.grade_a + 1, grade_b: now.grade_b - CASE p.grade WHEN 'B' THEN 1 ELSE 0 END, grade_c: now.grade_c - CASE p.grade WHEN 'C' THEN 1 ELSE 0 END,
  tax_gross: coalesce(now.tax_gross, 0.0) + t, revenue: coalesce(now.revenue, 0.0) + r,
  tax_top: CASE WHEN t > coalesce(now.tax_top, 0.0) THEN t ELSE now.tax_top END,
  revenue_top: CASE WHEN r > coalesce(now.revenue_top, 0.0) THEN r ELSE now.revenue_top END,
  tax_hhi: CASE WHEN coalesce(now.tax_gross, 0.0) + t > 0
           THEN (coalesce(now.tax_hhi * now.tax_gross ^ 2, 0.0) + t ^ 2) / (coalesce(now.tax_gross, 0.0) + t) ^ 2 END,
  revenue_hhi: CASE WHEN coalesce(now.revenue, 0.0) + r > 0
               THEN (coalesce(now.revenue_hhi * now.revenue ^ 2, 0.0) + r ^ 2) / (coalesce(now.revenue, 0.0) + r) ^ 2 END,
  trend: coalesce(now.trend, 0.0) + more[0], trend_before: coalesce(now.trend_before, 0.0) + more[1],
  trend_two_before: coalesce(now.trend_two_before, 0.0) + more[2]} END AS f
//! chain_state
WITH collect({n: n, e: e, p: p, state: state, reasons: reasons, weight: weight, value: value}) AS rows
WITH rows, [x IN rows WHERE x.e IS NULL] AS board
WITH rows, board, reduce(s = 0.0, x IN board | s + x.weight * x.value) AS reached, reduce(s = 0.0, x IN board | s + x.weight) AS whole
UNWIND [x IN rows WHERE x.e IS NOT NULL] AS r
WITH r, r.e AS e, r.p AS p, reached, whole, head([x IN board WHERE x.n = r.n]) AS was
CALL (e, p) {
  UNWIND p.review_sources AS key
  MATCH (s:SourceRecord {key: key})-[m:NAMES]->(e)
  WITH m.written AS written, m.mention AS mention, key ORDER BY key
  RETURN written, mention, collect(key) AS sources
}
WITH r, was, e, p, written, mention, sources, 100.0 * reached / whole AS score, 100.0 * (reached + r.weight * (r.value - was.value)) / whole AS score_if
RETURN r.n.name AS node, was.state AS state, r.state AS state_if, r.reasons AS reasons_if, left(was.state, 2) <> left(r.state, 2) AS decides,
       round(score, 1) AS score, round(score_if, 1) AS score_if, e.name AS name, e.id AS id, p.grade AS grade, e.alive AS alive, written, mention, sources
ORDER BY decides DESC, abs(score_if - score) DESC, r.n.position, name, mention
