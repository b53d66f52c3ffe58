/*
title: 与同类企业相比
question: 这家受补企业历年的税收、收入、用工、增幅与同行业大类、同规模企业的中位数相比如何？
note: 规模按当年应税收入分档（graph_model/support.yaml）；同类含受补与未受补企业、也含它自己；不足5家时中位数不可靠；只比完整年份；行业只到门类的企业没有同类。给出 as_of 时只列那一天已经结束的年份。
users: [policymaker, analyst, programs]
behind: figure_rows
params:
  enterprise: {type: enterprise, caption: 企业名称、代码或统一编号, example: 晋江恒盛鞋业有限公司}
  as_of: {type: date, default: null, caption: 只看到这一天为止的}
columns:
  year: 年份
  industry: 行业大类
  size: 规模档
  peers: 同类企业数（含本企业）
  peers_supported: 其中受补
  subsidy: 补助（元）
  tax: 税收贡献（元）
  tax_median: 同类中位数（元）
  tax_local: 地方留成（元）
  tax_local_median: 同类中位数（元）
  revenue: 应税收入（元）
  revenue_median: 同类中位数（元）
  revenue_change: 收入增幅（%）
  revenue_change_median: 同类中位数（%）
  tax_share: 税收占收入（%）
  tax_share_median: 同类中位数（%）
  staff: 参保人数（年末）
  staff_median: 同类中位数
  caution: 提示
*/
MATCH (e:Enterprise {id: $enterprise})<-[:FIGURES_OF]-(y:YearFigures)-[:AMONG]->(p:PeerFigures)
WHERE $as_of IS NULL OR y.year < ($as_of + duration({days: 1})).year
OPTIONAL MATCH (e)<-[:FIGURES_OF]-(b:YearFigures {year: y.year - 1})
RETURN y.year AS year, p.name AS industry, p.size AS size, p.firms AS peers, p.supported AS peers_supported, y.subsidy AS subsidy, y.tax AS tax,
       p.tax AS tax_median, y.tax_local AS tax_local, p.tax_local AS tax_local_median, y.revenue AS revenue, p.revenue AS revenue_median,
       CASE WHEN p.revenue_change IS NOT NULL THEN round(100.0 * (y.revenue / CASE WHEN b.revenue > 0 THEN b.revenue END - 1), 1) END AS revenue_change,
       round(100.0 * p.revenue_change, 1) AS revenue_change_median, round(100.0 * y.tax / nullIf(y.revenue, 0), 2) AS tax_share,
       round(100.0 * p.tax_share, 2) AS tax_share_median, y.staff AS staff, p.staff AS staff_median,
       CASE WHEN p.firms < 5 THEN '同类不足5家，不可靠' END AS caution
ORDER BY year
