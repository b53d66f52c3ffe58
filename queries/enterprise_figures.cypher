/*
title: 企业年度指标
question: 这家企业历年的税收、收入、用工、用电、补助各是多少？
note: 给出 as_of 时只列那一天已经结束的年份。
users: [policymaker, analyst, programs]
behind: figure_rows
params:
  enterprise: {type: enterprise, caption: 企业名称、代码或统一编号, example: 晋江恒盛鞋业有限公司}
  as_of: {type: date, default: null, caption: 只看到这一天为止的}
columns:
  year: 年份
  tax: 税收贡献（元）
  tax_before_refunds: 不减退税（元）
  tax_local: 其中地方留成（元）
  exempt_offset: 免抵调（元）
  revenue: 应税收入（元）
  staff: 参保人数（年末）
  staff_mean: 参保人数（月均）
  power: 用电量（千瓦时）
  subsidy: 补助（元）
  subsidy_local: 本级补助（元）
  output_value: 商砼产值（元）
  months: 有经营迹象的月数
*/
MATCH (:Enterprise {id: $enterprise})<-[:FIGURES_OF]-(y:YearFigures)
WHERE $as_of IS NULL OR y.year < ($as_of + duration({days: 1})).year
RETURN y.year AS year, y.tax AS tax, y.tax_before_refunds AS tax_before_refunds, y.tax_local AS tax_local,
       y.exempt_offset AS exempt_offset, y.revenue AS revenue, y.staff AS staff, y.staff_mean AS staff_mean,
       y.power AS power, y.subsidy AS subsidy, y.subsidy_local AS subsidy_local, y.output_value AS output_value,
       y.months AS months
ORDER BY year
