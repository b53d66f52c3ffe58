/*
title: 与未受补的相似企业相比
question: 首次受补的企业，与上一年行业、规模、年龄、走势最相近的未受补企业相比，此后的收入、用工、税收变化差多少，差得有多确定？
note: 每家取最近的一家未受补企业（同年、同行业大类、同规模档，收入相差不超过一倍）；差值为两家对数变化之差的平均，区间为95%（标准误按对照企业聚类），只含此后两家都还有该指标的对，停业、不再缴税或参保的另计（own_gone、control_gone），两边相差多时差值不可信。受补与否不是随机的，差值不是补助的效果；未被匹配的企业不在其中；2020年以前的补助看不见。
users: [policymaker, analyst]
behind: support_pairs
cost: board
params:
  after: {type: integer, default: 1, caption: "看首次受补后第几年（0 为当年）"}
  policy: {type: string, default: null, caption: 只看首次受补年得到这条政策的企业（编号或名称）}
  industry: {type: string, default: null, caption: 只看这个行业（代码，两位）}
  town: {type: string, default: null, caption: 只看这个镇街}
columns:
  figure: 指标
  matched: 配对数（受补前一年都有该指标）
  own_gone: 其中受补企业此后没有该指标
  control_gone: 其中对照企业此后没有该指标
  pairs: 对数（此后都有该指标）
  controls: 对照企业数
  supported_change: 受补企业变化（%）
  control_change: 对照企业变化（%）
  difference: 变化之差（对数百分点）
  low: 95%区间下限（对数百分点）
  high: 95%区间上限（对数百分点）
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
MATCH (a)<-[:FIGURES_OF]-(a_old:YearFigures {year: m.first_year - 1}), (c)<-[:FIGURES_OF]-(c_old:YearFigures {year: m.first_year - 1})
OPTIONAL MATCH (a)<-[:FIGURES_OF]-(a_new:YearFigures {year: m.first_year + $after})
OPTIONAL MATCH (c)<-[:FIGURES_OF]-(c_new:YearFigures {year: m.first_year + $after})
UNWIND [['应税收入', a_old.revenue, a_new.revenue, c_old.revenue, c_new.revenue],
        ['参保人数', toFloat(a_old.staff), toFloat(a_new.staff), toFloat(c_old.staff), toFloat(c_new.staff)],
        ['税收贡献（不减退税）', a_old.tax_before_refunds, a_new.tax_before_refunds, c_old.tax_before_refunds, c_new.tax_before_refunds]] AS f
WITH f[0] AS figure, m, c, f[1] AS own_old, f[2] AS own_new, f[3] AS other_old, f[4] AS other_new WHERE f[1] > 0 AND f[3] > 0
WITH figure, m, c, own_old, own_new, other_old, other_new, coalesce(own_new > 0, false) AS own_here, coalesce(other_new > 0, false) AS other_here
WITH figure, count(*) AS matched, sum(CASE WHEN own_here THEN 0 ELSE 1 END) AS own_gone, sum(CASE WHEN other_here THEN 0 ELSE 1 END) AS control_gone,
     collect(CASE WHEN own_here AND other_here THEN {c: c.id, own: log(own_new / own_old), other: log(other_new / other_old),
       d: log(own_new / own_old) - log(other_new / other_old), gap: log(own_old / other_old), trend: m.trend_known, year: m.first_year} END) AS pairs
WITH *, size(pairs) AS n WHERE n > 0
WITH *, reduce(s = 0.0, p IN pairs | s + p.d) / n AS mean
CALL (pairs, mean) {
  UNWIND pairs AS p
  WITH p.c AS control, sum(p.d - mean) AS cluster
  RETURN count(control) AS controls, sum(cluster * cluster) AS squares
}
WITH figure, matched, own_gone, control_gone, pairs, n, mean, controls, sqrt(squares) / n AS error
WITH figure, matched, own_gone, control_gone, pairs, n, mean, controls, CASE WHEN controls > 1 THEN error * sqrt(toFloat(controls) / (controls - 1)) END AS error
RETURN figure, matched, own_gone, control_gone, n AS pairs, controls, round(100.0 * (exp(reduce(s = 0.0, p IN pairs | s + p.own) / n) - 1), 1) AS supported_change,
       round(100.0 * (exp(reduce(s = 0.0, p IN pairs | s + p.other) / n) - 1), 1) AS control_change, round(100.0 * mean, 1) AS difference,
       round(100.0 * (mean - 1.96 * error), 1) AS low, round(100.0 * (mean + 1.96 * error), 1) AS high,
       round(100.0 * reduce(s = 0.0, p IN pairs | s + p.gap) / n, 1) AS before_gap, size([p IN pairs WHERE p.trend]) AS trend_known,
       reduce(s = '', y IN COLLECT { UNWIND pairs AS p RETURN DISTINCT toString(p.year) AS y ORDER BY y } | s + CASE s WHEN '' THEN '' ELSE '、' END + y) AS years,
       CASE WHEN n < 30 THEN '不足30对，不足以判断' WHEN mean - 1.96 * error <= 0 AND mean + 1.96 * error >= 0 THEN '区间含0，看不出差别'
            WHEN mean > 0 THEN '受补企业变化更好，不等于补助所致' ELSE '受补企业变化更差，不等于补助所致' END AS verdict
ORDER BY CASE figure WHEN '应税收入' THEN 0 WHEN '参保人数' THEN 1 ELSE 2 END
