/*
title: 企业家族
question: 哪些企业有分支机构、改过名或由个体工商户转来，各是哪些？
note: >-
  分支机构按登记名称认定（总机构名称在前）；曾用名由历次报送中同一代码的名称推得；个转企由税务、市场监管的前后两个代码推得。
  来源不报股东，同一控制的线索见 chanye relation groups。
users: [policymaker, analyst, steward]
cost: board
params:
  enterprise: {type: enterprise, default: null, caption: 只看这家企业所在的家族}
  kind: {type: string, default: null, caption: 只看这一类, values: [分支机构, 曾用名, 个转企前身]}
  town: {type: string, default: null, caption: 主体所在镇街}
  limit: {type: integer, default: 200, caption: 最多行数}
columns:
  head_id: 主体编号
  head: 主体企业
  town: 主体镇街
  kind: 类别
  id: 编号
  name: 名称
  status: 纳税人状态
  since: 从
  until: 到
  sources: 来源
*/
CALL () {
  MATCH (h:Enterprise)<-[r:BRANCH_OF]-(b:Enterprise) WHERE $kind IS NULL OR $kind = '分支机构'
  RETURN h, '分支机构' AS kind, b.id AS id, b.name AS name, b.status AS status, toString(b.valid_from) AS since, toString(b.valid_to) AS until, r.sources AS sources
  UNION ALL
  MATCH (h:Enterprise)-[:FORMERLY]->(f:FormerName) WHERE $kind IS NULL OR $kind = '曾用名'
  RETURN h, '曾用名' AS kind, h.id AS id, f.name AS name, null AS status, toString(f.valid_from) AS since, toString(f.valid_to) AS until, f.sources AS sources
  UNION ALL
  MATCH (h:Enterprise)-[r:SUCCEEDS]->(b:Enterprise) WHERE $kind IS NULL OR $kind = '个转企前身'
  RETURN h, '个转企前身' AS kind, b.id AS id, b.name AS name, b.status AS status, toString(b.valid_from) AS since, toString(r.since) AS until, r.sources AS sources
}
WITH h, kind, id, name, status, since, until, sources
WHERE ($town IS NULL OR h.town = $town)
  AND ($enterprise IS NULL OR h.id = $enterprise OR id = $enterprise)
RETURN h.id AS head_id, h.name AS head, h.town AS town, kind, id, name, status, since, until, coalesce(sources, []) AS sources
ORDER BY head, head_id, kind, name, id
LIMIT $limit
