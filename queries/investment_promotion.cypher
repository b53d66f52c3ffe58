/*
title: 招商项目落地
question: 各招商引资项目签约多少，项目单位是不是本地企业，后来有没有落地？
note: 金额是协议投资，不是实际到位。项目单位常是外地投资方，落地的是本地项目公司：local 列出同一项目里以业主、建设、用地单位出现的已登记企业。
users: [policymaker, analyst]
cost: board
params:
  year: {type: integer, default: null, caption: 批准年份}
columns:
  approved_on: 批准日期
  id: 项目编号
  project: 项目
  town: 镇街
  amount: 协议投资（元）
  unit: 项目单位
  unit_registered: 项目单位已登记
  local: 落地企业
  local_alive: 落地企业近12个月有经营
  stage: 已到手续
  stage_on: 到达日期
  outcome: 结果
  source: 来源
*/
MATCH (s:Permit {kind: '招商引资'})-[:STEP_OF]->(p:Project)
WHERE $year IS NULL OR coalesce(s.dated_on.year, toInteger(left(s.period, 4))) = $year
WITH s, p, COLLECT { MATCH (:SourceRecord {key: s.key})-[r:NAMES {role: '项目单位'}]->(e:Enterprise) WHERE r.decision IN ['match', 'none']
                     RETURN e ORDER BY e.id } AS units,
     COLLECT { MATCH (e:Enterprise)-[r:TAKES_PART_IN]->(p) WHERE r.role IN ['业主单位', '建设单位', '用地单位'] AND e.registered
               WITH DISTINCT e RETURN e ORDER BY e.id } AS firms
RETURN s.dated_on AS approved_on, p.id AS id, p.name AS project, p.town AS town, s.amount AS amount, [e IN units | e.name] AS unit,
       any(e IN units WHERE e.registered) AS unit_registered, [e IN firms | e.name] AS local, any(e IN firms WHERE e.alive) AS local_alive,
       p.stage AS stage, p.stage_on AS stage_on,
       CASE WHEN p.completed_on IS NOT NULL THEN '已竣工' WHEN p.permitted_on IS NOT NULL THEN '已开工' WHEN size(firms) > 0 THEN '已有本地企业办手续'
            WHEN any(e IN units WHERE e.registered) THEN '项目单位是本地企业，未见手续' ELSE '未见落地' END AS outcome, s.key AS source
ORDER BY approved_on DESC, source
