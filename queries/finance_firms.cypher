/*
title: 金融与上市企业
question: 本地有哪些银行、保险、小额贷款、融资担保和上市企业，放了多少抵押、监管多少预售资金？
note: >-
  多数是支行、支公司，总机构在外地。抵押按业务号只计一次，只算企业为义务人的，没有注销日期；营业收入单位以目录为准，与税务的应税收入不是一回事。
  上市主体可能在境外注册，名单对不上本地企业时不在此列。
users: [policymaker, analyst]
cost: board
params:
  register: {type: string, default: null, caption: "只看：银行机构、保险机构、小额贷款公司、融资担保公司、上市企业"}
columns:
  register: 名录
  id: 统一编号
  name: 企业
  detail: 类别
  town: 镇街
  head_office: 总机构
  revenue: 营业收入（元）
  person: 负责人
  mortgages: 抵押笔数
  mortgaged: 抵押金额（元）
  escrow_projects: 监管项目数
  escrow_balance: 监管余额（元）
  source: 来源
*/
MATCH (g:Register)<-[r:ON_REGISTER]-(e:Enterprise)
WHERE g.name IN ['银行机构', '保险机构', '小额贷款公司', '融资担保公司', '上市企业'] AND ($register IS NULL OR g.name = $register)
WITH g, e, r ORDER BY r.period DESC, r.source DESC
WITH g, e, collect(r)[0] AS r
CALL (e) {
  OPTIONAL MATCH (e)-[:PARTY_TO {role: '抵押权人'}]->(v:LandEvent {kind: '抵押'})
  WITH coalesce(v.number, v.key) AS number, max(v.amount) AS amount
  RETURN count(number) AS mortgages, sum(amount) AS mortgaged
}
CALL (e) {
  OPTIONAL MATCH (e)-[k:KEEPS_ESCROW]->(p:Project)
  RETURN count(p) AS escrow_projects, sum(k.balance) AS escrow_balance
}
RETURN g.name AS register, e.id AS id, e.name AS name, r.detail AS detail, coalesce(r.town, e.town) AS town,
       COLLECT { MATCH (e)-[:BRANCH_OF]->(h:Enterprise) RETURN h.name ORDER BY h.name } AS head_office, r.revenue AS revenue, r.person AS person,
       mortgages, mortgaged, escrow_projects, escrow_balance, r.source AS source
ORDER BY register, mortgaged DESC, name, id
