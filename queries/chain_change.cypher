/*
title: 产业链年度变化
question: 两个年份之间，这条链的哪些环节变好、变差，得分差多少？
note: >-
  两年都按当年口径定级：A 为当年或以前在册且当年有经营，B 为当年有经营且行业相符，此后注销的企业计入它有经营的年份。行业、经营范围、镇街没有历史，
  用现在的；名单自首次在册起算。末年未满十二个月的年份收入偏少，不判断下滑。
users: [policymaker]
behind: chain_firms
params:
  before: {type: integer, caption: 前一年份, example: 2020}
  year: {type: integer, caption: 后一年份, example: 2022}
  town: {type: string, default: null, caption: 只看这个镇街}
  park: {type: string, default: null, caption: 只看这个园区}
columns:
  stage: 上中下游
  node: 环节
  state_before: 前状态
  state_after: 后状态
  moved: 变化
  firms_before: 前A、B级企业
  firms_after: 后A、B级企业
  revenue_before: 前应税收入（元）
  revenue_after: 后应税收入（元）
  reasons_after: 后原因
  node_score_before: 前环节得分
  node_score_after: 后环节得分
  score_before: 前产业链得分
  score_after: 后产业链得分
*/
UNWIND [$before, $year] AS asked
WITH {year: asked, scope: coalesce('park:' + $park, 'town:' + $town, '')} AS at
//! chain_nodes
//! chain_state
WITH n, collect({year: year, state: state, reasons: reasons, firms: a + b, revenue: f.revenue, value: value, weight: weight}) AS both
WITH n, head([x IN both WHERE x.year = $before]) AS x, head([x IN both WHERE x.year = $year]) AS y
WHERE x IS NOT NULL AND y IS NOT NULL
WITH collect({n: n, x: x, y: y}) AS rows, round(100.0 * sum(x.weight * x.value) / nullIf(sum(x.weight), 0), 1) AS score_before,
     round(100.0 * sum(y.weight * y.value) / nullIf(sum(y.weight), 0), 1) AS score_after
UNWIND rows AS r
WITH r.n AS n, r.x AS x, r.y AS y, score_before, score_after,
     CASE left(r.x.state, 2) WHEN '缺链' THEN 0 WHEN '弱链' THEN 1 ELSE 2 END AS rank_before, CASE left(r.y.state, 2) WHEN '缺链' THEN 0 WHEN '弱链' THEN 1 ELSE 2 END AS rank_after
RETURN n.stage AS stage, n.name AS node, x.state AS state_before, y.state AS state_after,
       CASE WHEN rank_after > rank_before THEN '变好' WHEN rank_after < rank_before THEN '变差' ELSE '不变' END AS moved, x.firms AS firms_before, y.firms AS firms_after,
       x.revenue AS revenue_before, y.revenue AS revenue_after, y.reasons AS reasons_after,
       round(x.value, 3) AS node_score_before, round(y.value, 3) AS node_score_after, score_before, score_after
ORDER BY n.position
