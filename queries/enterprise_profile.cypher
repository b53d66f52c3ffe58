/*
title: 企业画像
question: 这家企业是谁，在哪里，做什么，是否还在经营？
users: [policymaker, analyst, steward, programs]
params:
  enterprise: {type: enterprise, caption: 企业名称、代码或统一编号, example: 晋江恒盛鞋业有限公司}
columns:
  id: 统一编号
  name: 名称
  names: 曾用名与别名
  code: 统一社会信用代码
  registered: 已登记
  form: 组织形式
  status: 纳税人状态
  alive: 近12个月有经营
  last_active: 最近活动月份
  town: 乡镇街道
  address: 地址
  legal_representative: 法定代表人
  phone: 联系电话
  industry: 行业
  scope: 经营范围
  capital: 注册资本（元）
  valid_from: 开办日期
  valid_to: 注销日期
  parks: 园区
  head_office: 总机构
  branches: 分支机构数
  sources: 登记来源
*/
MATCH (e:Enterprise {id: $enterprise})
OPTIONAL MATCH (e)-[:BRANCH_OF]->(h:Enterprise)
RETURN e.id AS id, e.name AS name, coalesce(e.names, []) AS names, e.code AS code, e.registered AS registered,
       e.form AS form, e.status AS status, e.alive AS alive, e.last_active AS last_active, e.town AS town,
       e.address AS address, e.legal_representative AS legal_representative, e.phone AS phone, e.industry AS industry,
       e.scope AS scope, e.capital AS capital, e.valid_from AS valid_from, e.valid_to AS valid_to,
       COLLECT { MATCH (e)-[:IN_PARK]->(p:Park) RETURN p.name ORDER BY p.name } AS parks, h.name AS head_office,
       COUNT { (e)<-[:BRANCH_OF]-() } AS branches, coalesce(e.sources, []) AS sources
