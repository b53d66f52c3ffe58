/*
title: 与未受补的相似企业相比
question: 首次受补的企业，与上一年行业、规模、年龄、走势最相近的未受补企业相比，此后的收入、用工、税收变化差多少，差得有多确定？
note: 每家取最近的一家未受补企业（同年、同行业大类、同规模档，收入相差不超过一倍）；差值为两家变化之差的平均，区间为95%（标准误按对照企业聚类）。受补与否不是随机的，差值不是补助的效果；未被匹配的企业不在其中；2020年以前的补助看不见。
users: [policymaker, analyst]
cost: board
params:
  after: {type: integer, default: 1, caption: "看首次受补后第几年（0 为当年）"}
  policy: {type: string, default: null, caption: 只看首次受补年得到这条政策的企业（编号或名称）}
  industry: {type: string, default: null, caption: 只看这个行业（代码，两位）}
  town: {type: string, default: null, caption: 只看这个镇街}
columns:
  figure: 指标
  pairs: 对数
  controls: 对照企业数
  supported_change: 受补企业变化（%）
  control_change: 对照企业变化（%）
  difference: 变化之差（百分点）
  low: 95%区间下限
  high: 95%区间上限
  before_gap: 受补前一年两组之差（%）
  trend_known: 走势可比的对数
  years: 首次受补年份
  verdict: 说明
*/
MATCH (a:Enterprise)-[m:COMPARED_WITH]->(c:Enterprise)
WHERE ($town IS NULL OR a.town = $town)
  AND ($industry IS NULL OR EXISTS { (a)-[:IN_INDUSTRY]->(:Industry)-[:PART_OF*0..3]->(:Industry {code: $industry}) })
  AND ($policy IS NULL OR EXISTS { MATCH (a)<-[:GRANTED_TO]-(:Subsidy {year: m.first_year})-[:BY_POLICY]->(p:Policy) WHERE $policy IN [p.key, p.name] })
MATCH (full:GroupFigures {by: 'city', months: 12, year: m.first_year + $after})
MATCH (a)<-[:FIGURES_OF]-(a_old:YearFigures {year: m.first_year - 1}), (a)<-[:FIGURES_OF]-(a_new:YearFigures {year: m.first_year + $after}),
      (c)<-[:FIGURES_OF]-(c_old:YearFigures {year: m.first_year - 1}), (c)<-[:FIGURES_OF]-(c_new:YearFigures {year: m.first_year + $after})
UNWIND [['应税收入', a_old.revenue, a_new.revenue, c_old.revenue, c_new.revenue],
        ['参保人数', toFloat(a_old.staff), toFloat(a_new.staff), toFloat(c_old.staff), toFloat(c_new.staff)],
        ['税收贡献（不减退税）', a_old.tax_before_refunds, a_new.tax_before_refunds, c_old.tax_before_refunds, c_new.tax_before_refunds]] AS f
WITH f[0] AS figure, m, c, f WHERE f[1] > 0 AND f[2] > 0 AND f[3] > 0 AND f[4] > 0
WITH figure, m, c, log(f[2] / f[1]) AS own, log(f[4] / f[3]) AS other, log(f[1] / f[3]) AS gap
WITH figure, collect({c: c.id, own: own, other: other, d: own - other, gap: gap, trend: m.trend_known, year: m.first_year}) AS pairs
WITH figure, pairs, size(pairs) AS n, reduce(s = 0.0, p IN pairs | s + p.d) / size(pairs) AS mean
UNWIND pairs AS p
WITH figure, pairs, n, mean, p.c AS control, sum(p.d - mean) AS cluster
WITH figure, pairs, n, mean, count(control) AS controls, sqrt(sum(cluster * cluster)) / n AS error
WITH figure, pairs, n, mean, controls, CASE WHEN controls > 1 THEN error * sqrt(toFloat(controls) / (controls - 1)) END AS error
RETURN figure, n AS pairs, controls, round(100.0 * (exp(reduce(s = 0.0, p IN pairs | s + p.own) / n) - 1), 1) AS supported_change,
       round(100.0 * (exp(reduce(s = 0.0, p IN pairs | s + p.other) / n) - 1), 1) AS control_change, round(100.0 * mean, 1) AS difference,
       round(100.0 * (mean - 1.96 * error), 1) AS low, round(100.0 * (mean + 1.96 * error), 1) AS high,
       round(100.0 * reduce(s = 0.0, p IN pairs | s + p.gap) / n, 1) AS before_gap, size([p IN pairs WHERE p.trend]) AS trend_known,
       reduce(s = '', y IN COLLECT { UNWIND pairs AS p RETURN DISTINCT toString(p.year) AS y ORDER BY y } | s + CASE s WHEN '' THEN '' ELSE '、' END + y) AS years,
       CASE WHEN n < 30 THEN '不足30对，不足以判断' WHEN mean - 1.96 * error <= 0 AND mean + 1.96 * error >= 0 THEN '区间含0，看不出差别'
            WHEN mean > 0 THEN '受补企业变化更好，不等于补助所致' ELSE '受补企业变化更差，不等于补助所致' END AS verdict
ORDER BY CASE figure WHEN '应税收入' THEN 0 WHEN '参保人数' THEN 1 ELSE 2 END
