/*
title: 全市历年发展
question: 全市历年的登记企业、有经营企业、开办、注销、税收、收入、用工、用电、投资、补助各多少，统计局同年的指标是多少？
note: 前面各列由企业数据加总；GDP、财政收入、增速、人口、就业为统计部门报送的全市数，累计到所列季度或月份，口径不同，只可对照，不能相除；逐期见 city_indicators。
users: [policymaker, analyst]
params:
  limit: {type: integer, default: 20, caption: 最多行数}
columns:
  year: 年份
  months: 该年已有月数
  firms: 登记企业数
  alive: 有经营
  births: 开办数
  closures_low: 注销数（至少）
  closures_high: 注销数（至多）
  tax: 税收贡献（元）
  tax_before_refunds: 不减退税（元）
  tax_local: 地方留成（元）
  tax_base: 上年同期税收贡献（元）
  revenue: 应税收入（元）
  revenue_base: 上年同期应税收入（元）
  staff: 参保人数（当年最后月份）
  power: 用电量（千瓦时）
  power_base: 上年同期用电量（千瓦时）
  invested: 重点项目年度投资（元）
  subsidy: 补助（元）
  subsidy_local: 本级补助（元）
  hightech: 有效高新企业数
  above_scale: 规上限上企业数
  quarter: 统计指标累计到
  gdp: GDP总量（元）
  budget_revenue: 一般公共预算收入（元）
  local_revenue: 地方财政收入（元）
  retail_sales: 社会消费品零售总额（元）
  industry_growth: 规模工业增加值增速（%）
  investment_growth: 固定资产投资增速（%）
  residents: 常住人口（万人）
  new_jobs: 城镇新增就业人数（万人）
  jobs_until: 就业累计到
  sources: 统计指标来源
*/
MATCH (y:GroupFigures {by: 'city'})
OPTIONAL MATCH (s:CityFigures {key: toString(y.year)})
RETURN y.year AS year, y.months AS months, y.firms AS firms, y.alive AS alive, y.births AS births, y.closures_low AS closures_low,
       y.closures_high AS closures_high, y.tax AS tax, y.tax_before_refunds AS tax_before_refunds, y.tax_local AS tax_local, y.tax_base AS tax_base,
       y.revenue AS revenue, y.revenue_base AS revenue_base, y.staff AS staff, y.power AS power, y.power_base AS power_base, y.invested AS invested,
       y.subsidy AS subsidy, y.subsidy_local AS subsidy_local, y.hightech AS hightech, y.above_scale AS above_scale,
       s.quarter AS quarter, s.gdp AS gdp, s.budget_revenue AS budget_revenue, s.local_revenue AS local_revenue, s.retail_sales AS retail_sales,
       s.industry_growth AS industry_growth, s.investment_growth AS investment_growth, s.residents AS residents, s.new_jobs AS new_jobs,
       s.jobs_until AS jobs_until, coalesce(s.sources, []) AS sources
ORDER BY year DESC LIMIT $limit
