/*
title: 项目全周期
question: 这个项目从立项到竣工走了哪些手续，各由谁参与？
users: [policymaker, analyst]
params:
  project: {type: string, caption: 项目编号或名称, example: 恒盛智能工厂}
columns:
  project_id: 项目编号
  project: 项目
  step: 次序
  kind: 手续
  dated_on: 日期
  period: 所属期
  number: 证号
  amount: 金额（元）
  area: 面积（平方米）
  summary: 内容
  parties: 参与企业
  issuer: 发证机关
  source: 来源
*/
MATCH (p:Project) WHERE p.id = $project OR p.name = $project
MATCH (s:Permit)-[:STEP_OF]->(p)
OPTIONAL MATCH (s)-[:ISSUED_BY]->(d:Department)
RETURN p.id AS project_id, p.name AS project, s.step AS step, s.kind AS kind, s.dated_on AS dated_on, s.period AS period,
       s.number AS number, s.amount AS amount, s.area AS area, s.summary AS summary,
       COLLECT { MATCH (:SourceRecord {key: s.key})-[r:NAMES]->(e:Enterprise) WHERE r.decision IN ['match', 'none']
                 RETURN r.role + '：' + e.name ORDER BY r.role, e.name } AS parties, d.name AS issuer, s.key AS source
ORDER BY project_id, coalesce(toString(dated_on), period), step, source
