/*
title: 产业链的项目
question: 这条链的企业（A、B级）作为业主在建、拟建哪些项目，投资多少，走到哪一步，招商项目落地没有？
note: 项目归到链上凭业主（业主、建设、用地、招商项目单位）是这条链的企业；同一家也做别的行业时，项目未必属于这条链。计划、完成投资取最近一年的重点项目进度。
users: [policymaker, analyst]
cost: board
params:
  chain: {type: string, caption: 产业链名称或简称, example: 鞋服}
  town: {type: string, default: null, caption: 只看这个镇街（项目所在）}
  limit: {type: integer, default: 200, caption: 最多行数}
columns:
  id: 项目编号
  project: 项目
  town: 镇街
  owners: 业主
  nodes: 业主所处环节
  investment: 总投资（元）
  agreed: 招商协议投资（元）
  key_year: 列入重点项目的最近年份
  planned: 该年计划投资（元）
  invested: 该年完成投资（元）
  cumulative: 累计完成（元）
  stage: 已到手续
  stage_on: 到达日期
  departments: 主管单位
  sources: 来源
*/
MATCH (c:Chain) WHERE $chain IN [c.name, c.title]
MATCH (c)<-[:NODE_OF]-(n:ChainNode)<-[at:PLACED_AT]-(e:Enterprise)-[r:TAKES_PART_IN]->(p:Project)
WHERE at.grade IN ['A', 'B'] AND r.role IN ['业主单位', '建设单位', '用地单位', '项目单位'] AND ($town IS NULL OR p.town = $town)
WITH p, e, n, r ORDER BY n.position, e.name, e.id
WITH p, collect(DISTINCT e.name) AS owners, collect(DISTINCT n.name) AS nodes, collect(r.sources) AS lists
CALL (p) {
  OPTIONAL MATCH (s:Permit {kind: '重点项目进度'})-[:STEP_OF]->(p)
  WITH s ORDER BY s.period DESC, s.key LIMIT 1
  RETURN s
}
CALL (p) {
  OPTIONAL MATCH (i:Permit {kind: '招商引资'})-[:STEP_OF]->(p)
  RETURN max(i.amount) AS agreed
}
RETURN p.id AS id, p.name AS project, p.town AS town, owners, nodes, p.investment AS investment, agreed, toInteger(left(s.period, 4)) AS key_year,
       s.planned AS planned, s.amount AS invested, s.cumulative AS cumulative, p.stage AS stage, p.stage_on AS stage_on,
       COLLECT { MATCH (d:Department)-[:IN_CHARGE_OF]->(p) RETURN d.name ORDER BY d.name } AS departments,
       [k IN [s.key] WHERE k IS NOT NULL] + COLLECT {
         UNWIND reduce(all = [], x IN lists | all + x) AS k WITH DISTINCT k WHERE k <> coalesce(s.key, '') RETURN k ORDER BY k LIMIT 19 } AS sources
ORDER BY coalesce(investment, agreed, 0) DESC, id
LIMIT $limit
