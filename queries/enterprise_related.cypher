/*
title: 企业的关联
question: 谁任职，哪些分支机构，哪些企业与它同一法定代表人，哪些疑似同一？
users: [analyst, steward, programs]
params:
  enterprise: {type: enterprise, caption: 企业名称、代码或统一编号, example: 晋江恒盛鞋业有限公司}
  limit: {type: integer, default: 50, caption: 最多行数}
columns:
  relation: 关系
  id: 编号
  name: 名称
  code: 统一社会信用代码
  person: 人员
  detail: 说明
*/
MATCH (e:Enterprise {id: $enterprise})
CALL (e) {
  MATCH (p:Person)-[r:REPRESENTS]->(e)
  RETURN '任职' AS relation, p.id AS id, p.name AS name, null AS code, null AS person, r.role AS detail
  UNION
  MATCH (e)-[:BRANCH_OF]->(h:Enterprise)
  RETURN '总机构' AS relation, h.id AS id, h.name AS name, h.code AS code, null AS person, h.status AS detail
  UNION
  MATCH (e)<-[:BRANCH_OF]-(b:Enterprise)
  RETURN '分支机构' AS relation, b.id AS id, b.name AS name, b.code AS code, null AS person, b.status AS detail
  UNION
  MATCH (e)<-[:REPRESENTS]-(p:Person)-[:REPRESENTS]->(o:Enterprise)
  WHERE o <> e
  RETURN '同一人任职（线索）' AS relation, o.id AS id, o.name AS name, o.code AS code, p.name AS person, null AS detail
  UNION
  MATCH (e)-[s:POSSIBLY_SAME]-(o:Enterprise)
  RETURN '疑似同一（待核对）' AS relation, o.id AS id, o.name AS name, o.code AS code, null AS person, '原文：' + s.written AS detail
}
RETURN relation, id, name, code, person, detail
ORDER BY relation, name, id, person, detail
LIMIT $limit
