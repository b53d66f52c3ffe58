/*
title: 企业土地与房产
question: 这家企业在哪些宗地、楼宇上有过什么事项？
note: 给出 as_of 时，使用楼宇按所属期；没有日期的照列。
users: [policymaker, analyst, programs]
params:
  enterprise: {type: enterprise, caption: 企业名称、代码或统一编号, example: 晋江恒盛鞋业有限公司}
  as_of: {type: date, default: null, caption: 只看到这一天为止的}
columns:
  place_id: 编号
  place: 宗地或楼宇
  kind: 事项
  role: 角色
  dated_on: 日期
  area: 面积（平方米）
  amount: 金额（元）
  number: 证号或业务号
  source: 来源
*/
MATCH (e:Enterprise {id: $enterprise})
CALL (e) {
  MATCH (e)-[r:HAS_RIGHT_IN]->(p:Parcel)
  RETURN p.id AS place_id, p.name AS place, r.kind AS kind, r.role AS role, r.dated_on AS dated_on, r.area AS area,
         r.amount AS amount, r.number AS number, r.source AS source
  UNION ALL
  MATCH (e)-[r:OCCUPIES]->(b:Building) WHERE $as_of IS NULL OR r.period < left(toString($as_of + duration({days: 1})), size(r.period))
  RETURN DISTINCT b.id AS place_id, b.name AS place, '使用' AS kind, r.use_kind AS role, null AS dated_on, r.used_area AS area,
         null AS amount, null AS number, r.source AS source
  UNION ALL
  MATCH (e)-[r:DEVELOPED]->(b:Building)
  RETURN b.id AS place_id, b.name AS place, '开发' AS kind, '开发企业' AS role, null AS dated_on, null AS area,
         null AS amount, r.homes + '套' AS number, head(r.sources) AS source
}
WITH place_id, place, kind, role, dated_on, area, amount, number, source
WHERE $as_of IS NULL OR coalesce(dated_on <= $as_of, true)
RETURN place_id, place, kind, role, dated_on, area, amount, number, source
ORDER BY dated_on, kind, place, source
