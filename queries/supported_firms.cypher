/*
title: 受补企业一览
question: 哪些企业得到的补助最多，占全部的多少，同期的税收、地方留成、用工如何，有几条线索？
note: 退款已扣；占比的分母是全部补助（含企业待核对的）；税收、地方留成为所给年份的，不给年份时为有补助以来各年合计；线索不是结论。
users: [policymaker, analyst]
cost: board
params:
  year: {type: integer, default: null, caption: 只看这一年}
  town: {type: string, default: null, caption: 只看这个镇街}
  limit: {type: integer, default: 100, caption: 最多行数}
columns:
  id: 统一编号
  name: 企业
  town: 镇街
  industry: 行业
  status: 纳税人状态
  payments: 笔数
  amount: 金额（元）
  local: 本级补助（元）
  upper: 上级资金（元）
  share: 占全部补助
  tax: 税收贡献（元）
  tax_local: 地方留成（元）
  staff: 参保人数（最近年末）
  flags: 线索数
  sources: 来源
*/
CALL () {
  MATCH (s:Subsidy) WHERE $year IS NULL OR s.year = $year
  RETURN sum(s.amount) AS whole, min(s.year) AS since
}
MATCH (e:Enterprise)<-[:GRANTED_TO]-(s:Subsidy)
WHERE ($year IS NULL OR s.year = $year) AND ($town IS NULL OR e.town = $town)
WITH whole, since, e, s ORDER BY s.key
WITH whole, since, e, count(s) AS payments, sum(s.amount) AS amount, sum(CASE WHEN s.upper THEN 0.0 ELSE s.amount END) AS local,
     sum(CASE WHEN s.upper THEN s.amount ELSE 0.0 END) AS upper, collect(s.key)[..20] AS sources
ORDER BY amount DESC, e.id LIMIT $limit
CALL (e, since) {
  MATCH (e)<-[:FIGURES_OF]-(y:YearFigures) WHERE CASE WHEN $year IS NULL THEN y.year >= since ELSE y.year = $year END
  WITH y ORDER BY y.year
  RETURN CASE WHEN count(y.tax) > 0 THEN sum(y.tax) END AS tax, CASE WHEN count(y.tax_local) > 0 THEN sum(y.tax_local) END AS tax_local, [x IN collect(y.staff) | x][-1] AS staff
}
RETURN e.id AS id, e.name AS name, e.town AS town, e.industry AS industry, e.status AS status, payments, amount, local, upper,
       round(amount / nullIf(whole, 0), 6) AS share, tax, tax_local, staff, COUNT { (e)<-[:ABOUT]-(:Flag) } AS flags, sources
ORDER BY amount DESC, id
