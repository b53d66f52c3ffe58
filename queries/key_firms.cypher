/*
title: 重点企业
question: 龙头、规上限上、上市、专精特新、高新、瞪羚企业当年的税收、收入、用工、用电如何，同比怎样？
note: 名单以主管部门所报为准，从不推算；高新、专精特新按三年有效期；同比与上一整年相比，当年不满12个月时不可比。
users: [policymaker, analyst]
cost: board
params:
  kind: {type: string, default: null, caption: "只看这一类：龙头企业、规上限上、上市企业、专精特新、高新技术企业、瞪羚"}
  town: {type: string, default: null, caption: 只看这个镇街}
  year: {type: integer, default: null, caption: 年份，默认最近的完整年份}
  limit: {type: integer, default: 200, caption: 最多行数}
columns:
  enterprise_id: 统一编号
  enterprise: 企业
  town: 镇街
  industry: 行业
  honours: 荣誉与名单
  year: 年份
  tax: 税收贡献（元）
  tax_change: 税收同比（%）
  revenue: 应税收入（元）
  revenue_change: 收入同比（%）
  staff: 参保人数（年末）
  staff_change: 参保同比（%）
  power: 用电量（千瓦时）
  power_change: 用电同比（%）
  subsidy: 补助（元）
  flags: 线索数
  sources: 名单来源
*/
CALL () {
  MATCH (c:GroupFigures {by: 'city'})
  WITH max(CASE WHEN c.months = 12 THEN c.year END) AS full, max(c.year) AS last
  RETURN coalesce($year, full, last) AS year
}
MATCH (h:Honour)<-[r:HAS_HONOUR]-(e:Enterprise)
WHERE ($kind IS NULL OR h.kind = $kind) AND ($town IS NULL OR e.town = $town) AND coalesce(r.year, year) <= year
  AND (h.kind <> '规上限上' OR r.year = year) AND (r.valid_to IS NULL OR r.valid_to >= date({year: year, month: 12, day: 31}))
WITH e, year, h, r ORDER BY h.kind, h.level, r.source
WITH e, year, collect(DISTINCT trim(h.kind + ' ' + coalesce(h.level, ''))) AS honours, collect(DISTINCT r.source) AS sources
MATCH (e)<-[:FIGURES_OF]-(y:YearFigures {year: year})
OPTIONAL MATCH (e)<-[:FIGURES_OF]-(b:YearFigures {year: year - 1})
RETURN e.id AS enterprise_id, e.name AS enterprise, e.town AS town, e.industry AS industry, honours, year, y.tax AS tax,
       round(100.0 * (y.tax / nullIf(b.tax, 0) - 1), 1) AS tax_change, y.revenue AS revenue, round(100.0 * (y.revenue / nullIf(b.revenue, 0) - 1), 1) AS revenue_change,
       y.staff AS staff, round(100.0 * (toFloat(y.staff) / nullIf(b.staff, 0) - 1), 1) AS staff_change, y.power AS power,
       round(100.0 * (y.power / nullIf(b.power, 0) - 1), 1) AS power_change, y.subsidy AS subsidy, COUNT { (e)<-[:ABOUT]-(:Flag) } AS flags,
       sources
ORDER BY coalesce(tax, 0) DESC, enterprise_id
LIMIT $limit
