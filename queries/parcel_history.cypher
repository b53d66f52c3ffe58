/*
title: 宗地历史
question: 这块地先后发生了什么，经过哪些企业，建了什么？
note: 自然人只计数，不列名。
users: [policymaker, analyst]
params:
  parcel: {type: string, caption: 宗地编号、宗地代码或坐落, example: 晋江市陈埭镇工业路8号}
  as_of: {type: date, default: null, caption: 只看到这一天为止的}
columns:
  parcel_id: 宗地编号
  place: 坐落
  code: 宗地代码
  parcel_area: 宗地面积（平方米）
  households: 自然人登记数
  dated_on: 日期
  kind: 事项
  role: 角色
  name: 企业或项目
  id: 编号
  area: 面积（平方米）
  amount: 金额（元）
  number: 证号或业务号
  source: 来源
*/
MATCH (p:Parcel) WHERE p.id = $parcel OR p.code = $parcel OR p.name = $parcel
CALL (p) {
  MATCH (e:Enterprise)-[r:HAS_RIGHT_IN]->(p)
  RETURN r.dated_on AS dated_on, r.kind AS kind, r.role AS role, e.name AS name, e.id AS id, r.area AS area,
         r.amount AS amount, r.number AS number, r.source AS source
  UNION
  MATCH (j:Project)-[o:ON_PARCEL]->(p)
  RETURN j.first_seen AS dated_on, '建设项目' AS kind, '坐落一致' AS role, j.name AS name, j.id AS id, null AS area,
         null AS amount, null AS number, head(o.sources) AS source
}
WITH p, dated_on, kind, role, name, id, area, amount, number, source
WHERE $as_of IS NULL OR coalesce(dated_on <= $as_of, true)
RETURN p.id AS parcel_id, p.name AS place, p.code AS code, p.area AS parcel_area, p.households AS households,
       dated_on, kind, role, name, id, area, amount, number, source
ORDER BY parcel_id, dated_on, kind, role, source
