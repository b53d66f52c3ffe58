/*
title: 企业受补前后
question: 这家企业首次受补前后，年均税收、地方留成、收入、用工各变了多少，折合每元补助多少？
note: 前后各取至多三个完整年份的年均值，口径同 benefit_per_yuan：完整年份里没有缴税、申报的记0（停业也算在内），开办以前的年份不计；用工、用电只计有数据的年份。补助只与同样年份的相比。数据从2020年起，更早的补助看不见；变化里有行情、疫情和企业自身的走势，不是补助的效果。给出 as_of 时只计到那一天已经结束的年份。
users: [policymaker, analyst, programs]
params:
  enterprise: {type: enterprise, caption: 企业名称、代码或统一编号, example: 晋江恒盛鞋业有限公司}
  span: {type: integer, default: 3, caption: 前后各看几年}
  as_of: {type: date, default: null, caption: 只看到这一天为止的}
columns:
  first_year: 首次受补年份
  local: 本级补助合计（元）
  upper: 上级资金合计（元）
  local_counted: 所计年份的本级补助（元）
  figure: 指标
  years_before: 此前年份
  before: 此前年均
  years_after: 此后年份
  after: 此后年均
  change: 变化（%）
  change_per_yuan: 每元本级补助（所计年份）的年均变化
  sources: 来源
*/
MATCH (e:Enterprise {id: $enterprise})<-[:GRANTED_TO]-(s:Subsidy)
WHERE $as_of IS NULL OR s.period < left(toString($as_of + duration({days: 1})), size(s.period))
WITH e, s ORDER BY s.period, s.key
WITH e, min(CASE WHEN s.amount > 0 THEN s.year END) AS first_year, sum(CASE WHEN s.upper THEN 0.0 ELSE s.amount END) AS local,
     sum(CASE WHEN s.upper THEN s.amount ELSE 0.0 END) AS upper, collect(s.key) AS sources
WITH e, first_year, local, upper, sources, COLLECT { MATCH (c:GroupFigures {by: 'city', months: 12}) WHERE $as_of IS NULL OR c.year < ($as_of + duration({days: 1})).year RETURN c.year } AS full,
     coalesce(e.valid_from.year, COLLECT { MATCH (e)<-[:FIGURES_OF]-(y:YearFigures) WHERE y.months > 0 RETURN min(y.year) }[0]) AS opened
WITH e, first_year, local, upper, sources, [y IN full WHERE y >= opened AND abs(y - first_year) <= $span] AS known
CALL (e, known, first_year, sources) {
  MATCH (e)<-[:GRANTED_TO]-(s:Subsidy) WHERE s.year IN known AND s.year >= first_year AND NOT s.upper AND s.key IN sources
  RETURN sum(s.amount) AS local_counted
}
UNWIND [y IN known WHERE y <> first_year] AS year
OPTIONAL MATCH (e)<-[:FIGURES_OF]-(y:YearFigures {year: year})
UNWIND [[0, '税收贡献（元）', coalesce(y.tax, 0.0)], [1, '地方留成（元）', coalesce(y.tax_local, 0.0)], [2, '应税收入（元）', coalesce(y.revenue, 0.0)],
        [3, '参保人数（年末）', toFloat(y.staff)], [4, '用电量（千瓦时）', y.power]] AS fact
WITH first_year, local, upper, local_counted, sources, fact[0] AS place, fact[1] AS figure, fact[2] AS value, year ORDER BY year
WITH first_year, local, upper, local_counted, sources, place, figure,
     [x IN collect(CASE WHEN year < first_year AND value IS NOT NULL THEN year END) | x] AS years_before, avg(CASE WHEN year < first_year THEN value END) AS before,
     [x IN collect(CASE WHEN year > first_year AND value IS NOT NULL THEN year END) | x] AS years_after, avg(CASE WHEN year > first_year THEN value END) AS after
RETURN first_year, local, upper, local_counted, figure, years_before, before, years_after, after,
       round(100.0 * (after / CASE WHEN before > 0 THEN before END - 1), 1) AS change,
       round((after - before) / CASE WHEN local_counted > 0 THEN local_counted END, 4) AS change_per_yuan, sources
ORDER BY place
