/*
title: 谁为谁建
question: 这家企业在项目里与哪些企业合作，各以什么角色，一共几个项目？
note: 同一项目里的两家按角色成对列出；金额是项目里中标或施工许可的合同金额之和（同一项目只取最大的一份），不是两家之间的往来。
users: [policymaker, analyst, programs]
params:
  enterprise: {type: enterprise, caption: 企业名称、代码或统一编号, example: 福建安固建设工程有限公司}
  role: {type: string, default: null, caption: 只看本企业的这个角色，如 施工单位}
  limit: {type: integer, default: 100, caption: 最多行数}
columns:
  role: 本企业角色
  other_role: 对方角色
  id: 对方编号
  name: 对方
  registered: 对方已登记
  town: 对方镇街
  projects: 项目数
  names: 项目
  contract_amount: 合同金额（元）
  first_on: 最早日期
  last_on: 最近日期
  sources: 来源
*/
MATCH (e:Enterprise {id: $enterprise})-[a:TAKES_PART_IN]->(p:Project)
WHERE $role IS NULL OR a.role = $role
WITH e, a, p, coalesce(reduce(m = null, x IN COLLECT { MATCH (s:Permit)-[:STEP_OF]->(p) WHERE s.kind IN ['招标投标', '施工许可'] RETURN s.amount } |
  CASE WHEN m IS NULL OR x > m THEN x ELSE m END), 0.0) AS amount
ORDER BY p.id
MATCH (p)<-[b:TAKES_PART_IN]-(o:Enterprise) WHERE o <> e
WITH a, b, o, p, amount ORDER BY p.id
RETURN a.role AS role, b.role AS other_role, o.id AS id, o.name AS name, o.registered AS registered, o.town AS town, count(DISTINCT p) AS projects,
       collect(DISTINCT p.name) AS names, sum(amount) AS contract_amount, min(a.first_on) AS first_on, max(a.last_on) AS last_on,
       reduce(k = [], s IN collect(a.sources)[..20] | k + s)[..20] AS sources
ORDER BY projects DESC, contract_amount DESC, id, role, other_role
LIMIT $limit
