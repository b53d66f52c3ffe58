/*
title: 停滞的项目
question: 哪些项目停在某一步太久没有下一步，业主和主管部门是谁？
note: >-
  线索，不是认定：手续可能没有报送，或写法不同没有连上。施工之前的各步超过 days 天、已有施工许可而超过 building_days 天没有竣工备案的列出。
users: [policymaker, analyst]
cost: board
params:
  days: {type: integer, default: 270, caption: 施工许可之前停留多少天}
  building_days: {type: integer, default: 900, caption: 施工许可之后多少天未竣工}
  as_of: {type: date, default: null, caption: 截至哪天，默认数据里最后一次项目日期}
  town: {type: string, default: null, caption: 只看这个镇街}
columns:
  id: 项目编号
  project: 项目
  town: 镇街
  stage: 停在
  stage_on: 到达日期
  waiting_days: 已停天数
  next_stage: 下一步
  investment: 总投资（元）
  owner_ids: 业主编号
  owners: 业主
  departments: 主管单位
  sources: 来源
*/
CALL () { MATCH (p:Project) RETURN coalesce($as_of, max(p.last_seen)) AS today }
MATCH (p:Project)
WHERE p.stage IS NOT NULL AND p.stage <> '竣工备案' AND ($town IS NULL OR p.town = $town)
WITH p, duration.inDays(p.stage_on, today).days AS waiting_days
WHERE waiting_days > CASE p.stage WHEN '施工许可' THEN $building_days ELSE $days END
WITH p, waiting_days, COLLECT { MATCH (e:Enterprise)-[r:TAKES_PART_IN]->(p) WHERE r.role IN ['业主单位', '建设单位', '用地单位']
                                WITH DISTINCT e RETURN e ORDER BY e.id } AS firms
RETURN p.id AS id, p.name AS project, p.town AS town, p.stage AS stage, p.stage_on AS stage_on, waiting_days,
       CASE p.stage WHEN '立项' THEN '用地规划许可' WHEN '用地规划许可' THEN '工程规划许可' WHEN '工程规划许可' THEN '招投标'
                    WHEN '招投标' THEN '施工许可' ELSE '竣工备案' END AS next_stage, p.investment AS investment,
       [e IN firms | e.id] AS owner_ids, [e IN firms | e.name] AS owners,
       COLLECT { MATCH (d:Department)-[:IN_CHARGE_OF]->(p) RETURN d.name ORDER BY d.name } AS departments,
       COLLECT { MATCH (s:Permit)-[:STEP_OF]->(p) WHERE s.dated_on = p.stage_on OR s.kind STARTS WITH p.stage RETURN s.key ORDER BY s.key } AS sources
ORDER BY waiting_days DESC, id
