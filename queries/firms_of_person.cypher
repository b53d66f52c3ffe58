/*
title: 同一法定代表人的企业
question: 这个人（姓名，可加电话）任职的企业有哪些？
note: 人员没有编号：姓名与电话都相同才算一人；只给姓名时同名的人都列出。是线索，不是结论。
users: [analyst]
params:
  name: {type: string, caption: 姓名, example: 陈志强}
  phone: {type: string, default: null, caption: 电话}
  as_of: {type: date, default: null, caption: 只看这一天任职的，按所属期}
  limit: {type: integer, default: 100, caption: 最多行数}
columns:
  person_id: 人员编号
  person: 姓名
  phone: 电话
  role: 身份
  id: 统一编号
  name: 企业
  code: 统一社会信用代码
  town: 乡镇街道
  alive: 近12个月有经营
  current: 最新报送仍有
  since: 最早所属期
  until: 最近所属期
  sources: 来源
*/
CALL () {
  MATCH (p:Person {name: $name})-[r:REPRESENTS]->(e:Enterprise)
  WHERE ($phone IS NULL OR p.phone = $phone OR e.phone = $phone)
    AND ($as_of IS NULL OR (r.first_period <= left(toString($as_of), size(r.first_period))
         AND (r.current OR r.last_period >= left(toString($as_of), size(r.last_period)))))
  RETURN p.id AS person_id, p.name AS person, coalesce(p.phone, e.phone) AS phone, r.role AS role, e,
         r.current AS current, r.first_period AS since, r.last_period AS until, r.sources AS sources
  UNION
  MATCH (e:Enterprise {legal_representative: $name})
  WHERE $as_of IS NULL AND ($phone IS NULL OR e.phone = $phone) AND NOT EXISTS { (:Person {name: $name})-[:REPRESENTS]->(e) }
  RETURN null AS person_id, $name AS person, e.phone AS phone, '法定代表人' AS role, e,
         true AS current, null AS since, null AS until, e.sources AS sources
}
RETURN person_id, person, phone, role, e.id AS id, e.name AS name, e.code AS code, e.town AS town, e.alive AS alive,
       current, since, until, coalesce(sources, []) AS sources
ORDER BY person_id, phone, name, id, role
LIMIT $limit
