/*
title: 产业链历年
question: 这条链历年有多少A、B级企业，应税收入、税收、用工、用电各多少？
note: >-
  按当年口径定级，同 chain_firms：A 为当年或以前在册且当年有经营，B 为当年有经营且行业相符，连同此后注销的；一家处于几个环节只计一次。
  用电只有重点企业报送（power_firms 家）；months 不足12的年份不能与整年相比。行业、经营范围、镇街没有历史，用现在的。
users: [policymaker, analyst]
cost: board
behind: chain_firms
params:
  chain: {type: string, caption: 产业链名称或简称, example: 鞋服}
  town: {type: string, default: null, caption: 只看这个镇街}
  park: {type: string, default: null, caption: 只看这个园区}
columns:
  year: 年份
  months: 该年已有月数
  firms: A、B级企业
  grade_a: 其中A级
  revenue: 应税收入（元）
  tax: 税收贡献（元）
  tax_before_refunds: 不减退税（元）
  tax_local: 地方留成（元）
  staff: 参保人数（年末）
  power: 用电量（千瓦时）
  power_firms: 有用电数据的企业
  subsidy: 补助（元）
*/
MATCH (c:Chain) WHERE $chain IN [c.name, c.title]
MATCH (g:GroupFigures {by: 'city'})
CALL (c, g) {
  MATCH (c)<-[:NODE_OF]-(:ChainNode)<-[p:PLACED_AT|STOOD_AT]-(e:Enterprise)<-[:FIGURES_OF]-(y:YearFigures {year: g.year})
  WHERE y.months > 0 AND ($town IS NULL OR e.town = $town) AND ($park IS NULL OR EXISTS { (e)-[:IN_PARK]->(:Park {name: $park}) })
    AND (coalesce(p.listed_since <= g.year, false) OR '行业' IN p.evidence)
  WITH e, y, max(CASE WHEN p.listed_since <= g.year THEN 1 ELSE 0 END) AS listed
  RETURN count(e) AS firms, sum(listed) AS grade_a, sum(y.revenue) AS revenue, sum(y.tax) AS tax, sum(y.tax_before_refunds) AS tax_before_refunds,
         sum(y.tax_local) AS tax_local, sum(y.staff) AS staff, sum(y.power) AS power, count(y.power) AS power_firms, sum(y.subsidy) AS subsidy
}
RETURN g.year AS year, g.months AS months, firms, grade_a, revenue, tax, tax_before_refunds, tax_local, staff, power, power_firms, subsidy
ORDER BY year
