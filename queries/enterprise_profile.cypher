/*
title: 企业画像
question: 这家企业是谁，在哪里，做什么，是否还在经营？
note: >-
  给出 as_of 时，名称、任职、园区、注销照那一天的；近12个月有经营看那一天以前最近结束的年份；地址、电话、经营范围见 enterprise_registrations，
  镇街、行业没有历史，用最新的；此后的不列。
users: [policymaker, analyst, steward, programs]
params:
  enterprise: {type: enterprise, caption: 企业名称、代码或统一编号, example: 晋江恒盛鞋业有限公司}
  as_of: {type: date, default: null, caption: 哪一天，默认最新}
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
WITH e, h, e.valid_to <= $as_of AS closed, COLLECT { MATCH (e)-[:FORMERLY]->(f) WHERE f.valid_to >= $as_of RETURN f.name ORDER BY f.valid_to, f.name LIMIT 1 }[0] AS bore,
     COLLECT { MATCH (p:Person)-[r:REPRESENTS]->(e) WHERE r.role IN ['登记企业', '个体工商户']
               AND r.first_period <= left(toString($as_of), size(r.first_period)) AND (r.current OR r.last_period >= left(toString($as_of), size(r.last_period))) RETURN DISTINCT p.name ORDER BY p.name } AS persons
RETURN e.id AS id, coalesce(bore, e.name) AS name, CASE WHEN $as_of IS NULL THEN coalesce(e.names, []) ELSE
       COLLECT { MATCH (e)-[:FORMERLY]->(f) WHERE f.valid_to < $as_of RETURN f.name ORDER BY f.name } END AS names, e.code AS code, e.registered AS registered,
       e.form AS form, CASE WHEN $as_of IS NULL THEN e.status WHEN closed THEN '注销' END AS status,
       CASE WHEN $as_of IS NULL THEN e.alive ELSE EXISTS { (e)<-[:FIGURES_OF]-(y:YearFigures) WHERE y.year = ($as_of + duration({days: 1})).year - 1 AND y.months > 0 } END AS alive,
       CASE WHEN $as_of IS NULL OR e.last_active <= left(toString($as_of), 7) THEN e.last_active END AS last_active, e.town AS town,
       CASE WHEN $as_of IS NULL THEN e.address END AS address,
       CASE WHEN $as_of IS NULL THEN e.legal_representative WHEN size(persons) > 0 THEN reduce(s = head(persons), p IN tail(persons) | s + '、' + p) END AS legal_representative,
       CASE WHEN $as_of IS NULL THEN e.phone END AS phone, e.industry AS industry,
       CASE WHEN $as_of IS NULL THEN e.scope END AS scope, CASE WHEN $as_of IS NULL THEN e.capital END AS capital,
       e.valid_from AS valid_from, CASE WHEN $as_of IS NULL OR closed THEN e.valid_to END AS valid_to,
       COLLECT { MATCH (e)-[r:IN_PARK]->(p:Park) WHERE $as_of IS NULL OR coalesce(r.first_period, r.period) <= left(toString($as_of), size(r.period))
                 RETURN p.name ORDER BY p.name } AS parks, h.name AS head_office,
       COUNT { (e)<-[:BRANCH_OF]-(b) WHERE $as_of IS NULL OR coalesce(b.valid_from <= $as_of, true) } AS branches, coalesce(e.sources, []) AS sources
