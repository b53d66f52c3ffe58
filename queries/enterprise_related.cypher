/*
title: 企业的关联
question: 谁任职，总机构、分支机构和前身是哪些，哪些企业与它同一法定代表人，哪些疑似同一？
note: 任职给出 as_of 时按所属期：那一天之前出现过，而且此后仍有或最近一次不早于那一天。分支机构按开办日期，前身后身按起始日期，没有日期的照列。疑似同一的在等核对，不算一家。
users: [analyst, steward, programs]
params:
  enterprise: {type: enterprise, caption: 企业名称、代码或统一编号, example: 晋江恒盛鞋业有限公司}
  as_of: {type: date, default: null, caption: 只看这一天的}
  limit: {type: integer, default: 50, caption: 最多行数}
columns:
  relation: 关系
  id: 编号
  name: 名称
  code: 统一社会信用代码
  person: 人员
  detail: 说明
  since: 从
  until: 到
  sources: 来源
*/
MATCH (e:Enterprise {id: $enterprise})
CALL (e) {
  MATCH (p:Person)-[r:REPRESENTS]->(e)
  WHERE $as_of IS NULL OR (r.first_period <= left(toString($as_of), size(r.first_period))
        AND (r.current OR r.last_period >= left(toString($as_of), size(r.last_period))))
  RETURN CASE WHEN r.current THEN '任职' ELSE '曾任职' END AS relation, p.id AS id, p.name AS name, null AS code, null AS person, r.role AS detail,
         r.first_period AS since, CASE WHEN NOT r.current THEN r.last_period END AS until, r.sources AS sources
  UNION
  MATCH (e)-[r:BRANCH_OF]->(h:Enterprise)
  RETURN '总机构' AS relation, h.id AS id, h.name AS name, h.code AS code, null AS person, h.status AS detail, null AS since, null AS until,
         r.sources AS sources
  UNION
  MATCH (e)<-[r:BRANCH_OF]-(b:Enterprise) WHERE $as_of IS NULL OR coalesce(b.valid_from <= $as_of, true)
  RETURN '分支机构' AS relation, b.id AS id, b.name AS name, b.code AS code, null AS person, b.status AS detail, null AS since, null AS until,
         r.sources AS sources
  UNION
  MATCH (e)-[r:SUCCEEDS]->(b:Enterprise) WHERE $as_of IS NULL OR coalesce(r.since <= $as_of, true)
  RETURN '前身（个转企）' AS relation, b.id AS id, b.name AS name, b.code AS code, null AS person, b.status AS detail, null AS since,
         toString(r.since) AS until, r.sources AS sources
  UNION
  MATCH (e)<-[r:SUCCEEDS]-(b:Enterprise) WHERE $as_of IS NULL OR coalesce(r.since <= $as_of, true)
  RETURN '后身（个转企）' AS relation, b.id AS id, b.name AS name, b.code AS code, null AS person, b.status AS detail, toString(r.since) AS since,
         null AS until, r.sources AS sources
  UNION
  MATCH (e)<-[q:REPRESENTS]-(p:Person)-[r:REPRESENTS]->(o:Enterprise)
  WHERE o <> e AND all(x IN [q, r] WHERE CASE WHEN $as_of IS NULL THEN x.current ELSE x.first_period <= left(toString($as_of), size(x.first_period))
        AND (x.current OR x.last_period >= left(toString($as_of), size(x.last_period))) END)
  WITH p, o, collect(q.sources[0]) + collect(r.sources[0]) AS keys
  UNWIND keys AS key
  WITH p, o, key ORDER BY key
  RETURN '同一人任职（线索）' AS relation, o.id AS id, o.name AS name, o.code AS code, p.name AS person, null AS detail, null AS since, null AS until,
         collect(DISTINCT key) AS sources
  UNION
  MATCH (e)-[s:POSSIBLY_SAME]-(o:Enterprise)
  RETURN '疑似同一（待核对）' AS relation, o.id AS id, o.name AS name, o.code AS code, null AS person, '原文：' + s.written AS detail, null AS since,
         null AS until, s.sources AS sources
}
RETURN relation, id, name, code, person, detail, since, until, coalesce(sources, []) AS sources
ORDER BY relation, name, id, person, detail
LIMIT $limit
