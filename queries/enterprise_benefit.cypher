/*
title: 企业受补前后
question: 这家企业首次受补前后，年均税收、地方留成、收入、用工各变了多少，折合每元补助多少？
note: 前后各取至多三个完整年份的年均值；数据从2020年起，更早的补助看不见；前后变化不是补助的效果。
users: [policymaker, analyst, programs]
params:
  enterprise: {type: enterprise, caption: 企业名称、代码或统一编号, example: 晋江恒盛鞋业有限公司}
  span: {type: integer, default: 3, caption: 前后各看几年}
columns:
  first_year: 首次受补年份
  local: 本级补助合计（元）
  upper: 上级资金合计（元）
  figure: 指标
  years_before: 此前年份
  before: 此前年均
  years_after: 此后年份
  after: 此后年均
  change: 变化（%）
  change_per_yuan: 每元本级补助的年均变化
  sources: 来源
*/
MATCH (e:Enterprise {id: $enterprise})<-[:GRANTED_TO]-(s:Subsidy)
WITH e, min(CASE WHEN s.amount > 0 THEN s.year END) AS first_year, sum(CASE WHEN s.upper THEN 0.0 ELSE s.amount END) AS local,
     sum(CASE WHEN s.upper THEN s.amount ELSE 0.0 END) AS upper, collect(s.key) AS sources
MATCH (c:GroupFigures {by: 'city', months: 12})
WITH e, first_year, local, upper, sources, collect(c.year) AS full
MATCH (e)<-[:FIGURES_OF]-(y:YearFigures) WHERE y.year IN full AND y.year <> first_year AND abs(y.year - first_year) <= $span
UNWIND [['税收贡献（元）', y.tax], ['地方留成（元）', y.tax_local], ['应税收入（元）', y.revenue], ['参保人数（年末）', toFloat(y.staff)], ['用电量（千瓦时）', y.power]] AS fact
WITH first_year, local, upper, sources, fact[0] AS figure, fact[1] AS value, y.year AS year ORDER BY year
WITH first_year, local, upper, sources, figure,
     [x IN collect(CASE WHEN year < first_year AND value IS NOT NULL THEN year END) | x] AS years_before, avg(CASE WHEN year < first_year THEN value END) AS before,
     [x IN collect(CASE WHEN year > first_year AND value IS NOT NULL THEN year END) | x] AS years_after, avg(CASE WHEN year > first_year THEN value END) AS after
RETURN first_year, local, upper, figure, years_before, before, years_after, after,
       round(100.0 * (after / CASE WHEN before > 0 THEN before END - 1), 1) AS change,
       round((after - before) / CASE WHEN local > 0 THEN local END, 4) AS change_per_yuan, sources
ORDER BY CASE figure WHEN '税收贡献（元）' THEN 0 WHEN '地方留成（元）' THEN 1 WHEN '应税收入（元）' THEN 2 WHEN '参保人数（年末）' THEN 3 ELSE 4 END
