/*
title: 楼盘一览
question: 各楼盘（备案项目）预售多少套、网签多少、监管资金余额多少、公积金贷了多少？
note: >-
  楼盘推广名与备案项目名不同，凭相同的合同编号、预售证号对上。网签合同与月度汇总是同一件事的两种粒度，不能相加，两列应当相等。
  监管余额是最近一次的，累计收支不能跨月相加；监管银行只写支行简称、认不出是哪一家时不列。
users: [policymaker, analyst]
cost: board
params:
  town: {type: string, default: null, caption: 只看这个镇街}
columns:
  id: 项目编号
  project: 备案项目
  estates: 楼盘名
  town: 镇街
  developers: 开发企业
  presale_on: 首次预售许可
  presale_homes: 许可套数
  presale_area: 许可面积（平方米）
  homes: 在册房屋
  homes_sold: 其中已售
  contracted_on: 首份网签
  contracts: 网签份数
  contract_amount: 网签金额（元）
  homes_reported: 汇总行套数
  amount_reported: 汇总行金额（元）
  banks: 监管银行
  escrow_balance: 监管余额（元）
  balance_month: 余额月份
  escrow_received: 累计收款（元）
  loans: 公积金贷款（元）
  sources: 来源
*/
MATCH (p:Project)
WHERE (p.presale_on IS NOT NULL OR p.contracted_on IS NOT NULL OR EXISTS { (:Building)-[:ESTATE_OF]->(p) }) AND ($town IS NULL OR p.town = $town)
CALL (p) {
  OPTIONAL MATCH (s:Permit {kind: '预售许可'})-[:STEP_OF]->(p)
  RETURN sum(s.homes) AS presale_homes, sum(s.area) AS presale_area, collect(s.key) AS permits
}
CALL (p) {
  OPTIONAL MATCH (b:Building)-[:ESTATE_OF]->(p)
  WITH b ORDER BY b.id
  RETURN collect(b.name) AS estates, sum(b.homes) AS homes, sum(b.homes_sold) AS homes_sold
}
CALL (p) {
  OPTIONAL MATCH (m:ProjectMonth)-[:MONTH_OF]->(p)
  RETURN sum(m.contracts) AS contracts, sum(m.contract_amount) AS contract_amount, sum(m.homes_reported) AS homes_reported,
         sum(m.amount_reported) AS amount_reported, max(m.escrow_received) AS escrow_received, sum(m.loans) AS loans
}
CALL (p) {
  OPTIONAL MATCH (k:Enterprise)-[r:KEEPS_ESCROW]->(p)
  WITH k, r ORDER BY k.id
  RETURN collect(k.name) AS banks
}
CALL (p) {
  OPTIONAL MATCH (m:ProjectMonth)-[:MONTH_OF]->(p) WHERE m.escrow_balance IS NOT NULL
  WITH m ORDER BY m.month DESC LIMIT 1
  RETURN m.escrow_balance AS escrow_balance, m.month AS balance_month, coalesce(m.sources, []) AS accounts
}
RETURN p.id AS id, p.name AS project, estates, p.town AS town,
       COLLECT { MATCH (e:Enterprise)-[r:TAKES_PART_IN {role: '开发企业'}]->(p) RETURN e.name ORDER BY r.records DESC, e.name } AS developers,
       p.presale_on AS presale_on, presale_homes, presale_area, homes, homes_sold, p.contracted_on AS contracted_on, contracts, contract_amount,
       homes_reported, amount_reported, banks, escrow_balance, balance_month, escrow_received, loans, (permits + accounts)[..20] AS sources
ORDER BY contract_amount DESC, id
