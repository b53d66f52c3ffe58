/*
title: 楼盘逐月
question: 这个楼盘从预售到网签、资金监管、公积金贷款，逐月发生了什么？
note: 网签合同与月度汇总是同一件事的两种粒度；监管收支为累计、余额为时点，不能跨月相加。网签逐份在数据湖里，不列。
users: [policymaker, analyst]
params:
  estate: {type: string, caption: 楼盘或备案项目的名称或编号, example: 宜居花园}
columns:
  project_id: 项目编号
  project: 备案项目
  month: 月份
  permits: 预售许可
  presale_homes: 许可套数
  contracts: 网签份数
  contract_area: 网签面积（平方米）
  contract_amount: 网签金额（元）
  homes_reported: 汇总行套数
  amount_reported: 汇总行金额（元）
  escrow_received: 监管累计收款（元）
  escrow_paid_out: 监管累计支付（元）
  escrow_balance: 监管余额（元）
  loans: 公积金贷款（元）
  sources: 来源
*/
CALL () {
  MATCH (p:Project) WHERE p.id = $estate OR p.name = $estate RETURN p
  UNION
  MATCH (b:Building)-[:ESTATE_OF]->(p:Project) WHERE b.id = $estate OR b.name = $estate RETURN p
}
CALL (p) {
  MATCH (m:ProjectMonth)-[:MONTH_OF]->(p)
  RETURN m.month AS month, null AS permit, null AS homes, m
  UNION
  MATCH (s:Permit {kind: '预售许可'})-[:STEP_OF]->(p)
  RETURN substring(toString(s.dated_on), 0, 7) AS month, s AS permit, s.homes AS homes, null AS m
}
WITH p, month, permit, homes, m ORDER BY month, permit.key
RETURN p.id AS project_id, p.name AS project, month, collect(permit.number) AS permits, sum(homes) AS presale_homes, max(m.contracts) AS contracts,
       max(m.contract_area) AS contract_area, max(m.contract_amount) AS contract_amount, max(m.homes_reported) AS homes_reported,
       max(m.amount_reported) AS amount_reported, max(m.escrow_received) AS escrow_received, max(m.escrow_paid_out) AS escrow_paid_out,
       max(m.escrow_balance) AS escrow_balance, max(m.loans) AS loans,
       collect(permit.key) + reduce(a = [], s IN collect(m.sources) | a + s) AS sources
ORDER BY project_id, month
