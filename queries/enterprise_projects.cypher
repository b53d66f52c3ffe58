/*
title: 企业参与的项目
question: 这家企业以什么角色参与了哪些项目，某一天还在做的是哪些？
note: 给出 as_of 时，只列那一天已经开始、还没有竣工备案的项目；此后才到的阶段、才有的记录不说（空）。
users: [policymaker, analyst, programs]
params:
  enterprise: {type: enterprise, caption: 企业名称、代码或统一编号, example: 晋江恒盛鞋业有限公司}
  as_of: {type: date, default: null, caption: 只看这一天在做的}
columns:
  project_id: 项目编号
  project: 项目
  role: 角色
  first_on: 最早日期
  last_on: 最近日期
  records: 记录数
  investment: 总投资（元）
  stage: 项目已到阶段
  stage_on: 到达日期
  sources: 来源
*/
MATCH (:Enterprise {id: $enterprise})-[r:TAKES_PART_IN]->(p:Project)
WHERE $as_of IS NULL OR (coalesce(r.first_on, p.first_seen, p.approved_on) <= $as_of AND coalesce(p.completed_on, date('9999-12-31')) > $as_of)
WITH r, p, coalesce(p.stage_on > $as_of, false) AS ahead
RETURN p.id AS project_id, p.name AS project, r.role AS role, r.first_on AS first_on, CASE WHEN $as_of IS NULL OR r.last_on <= $as_of THEN r.last_on END AS last_on,
       CASE WHEN $as_of IS NULL OR r.last_on <= $as_of THEN r.records END AS records, p.investment AS investment, CASE WHEN NOT ahead THEN p.stage END AS stage,
       CASE WHEN NOT ahead THEN p.stage_on END AS stage_on, coalesce(r.sources, []) AS sources
ORDER BY last_on DESC, project, role, project_id
