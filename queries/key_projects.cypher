/*
title: 重点项目进度
question: 各重点项目当年计划投资多少、完成多少，累计完成多少，由谁主管？
note: 年度金额与累计金额分开列；同一项目每年一行，不能把各年的累计相加。
users: [policymaker, analyst]
cost: board
params:
  year: {type: integer, default: null, caption: 年份，默认最近有数据的一年}
  town: {type: string, default: null, caption: 只看这个镇街}
  department: {type: string, default: null, caption: 只看这个主管单位}
columns:
  year: 年份
  id: 项目编号
  project: 项目
  town: 镇街
  owners: 业主
  departments: 主管单位
  investment: 总投资（元）
  planned: 年度计划（元）
  invested: 年度完成（元）
  rate: 年度完成率
  cumulative: 累计完成（元）
  total_rate: 累计完成率
  goal: 进度目标
  stage: 已到手续
  source: 来源
*/
MATCH (s:Permit {kind: '重点项目进度'})-[:STEP_OF]->(p:Project)
WITH s, p, toInteger(left(s.period, 4)) AS year
WITH collect({s: s, p: p, year: year}) AS rows, max(year) AS latest
UNWIND rows AS row
WITH row.s AS s, row.p AS p, row.year AS year, latest
WHERE year = coalesce($year, latest) AND ($town IS NULL OR p.town = $town)
WITH s, p, year, COLLECT { MATCH (d:Department)-[:IN_CHARGE_OF]->(p) RETURN d.name ORDER BY d.name } AS departments
WHERE $department IS NULL OR $department IN departments
RETURN year, p.id AS id, p.name AS project, p.town AS town,
       COLLECT { MATCH (e:Enterprise)-[r:TAKES_PART_IN {role: '业主单位'}]->(p) RETURN e.name ORDER BY e.name } AS owners, departments,
       s.investment AS investment, s.planned AS planned, s.amount AS invested, s.amount / nullIf(s.planned, 0) AS rate, s.cumulative AS cumulative,
       s.cumulative / nullIf(s.investment, 0) AS total_rate, s.summary AS goal, p.stage AS stage, s.key AS source
ORDER BY invested DESC, id, source
