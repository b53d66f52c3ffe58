/*
title: 建筑企业与工程
question: 哪些建筑企业中标、施工最多，本地登记的还是外来的，外来的报验了没有？
note: >-
  中标金额按标段记录相加（联合体各家都计）；施工许可按份数。外来企业指不在本市登记名单上的；跨区域报验按管理编号只计一次合同金额。
users: [policymaker, analyst]
cost: board
params:
  outside: {type: boolean, default: null, caption: 只看外来企业（true）或本地企业（false）}
  start: {type: date, default: null, caption: 从哪天起}
  end: {type: date, default: null, caption: 到哪天止}
  limit: {type: integer, default: 100, caption: 最多行数}
columns:
  id: 统一编号
  name: 企业
  outside: 外来企业
  town: 镇街
  on_register: 在建筑业名录
  awards: 中标标段数
  award_amount: 中标金额（元）
  building_permits: 施工许可数
  completions: 竣工备案数
  jobs: 跨区域报验项目数
  job_amount: 报验合同金额（元）
  first_on: 最早日期
  last_on: 最近日期
  sources: 来源
*/
MATCH (p:Permit) WHERE p.kind IN ['招标投标', '施工许可', '竣工验收备案'] AND ($start IS NULL OR p.dated_on >= $start) AND ($end IS NULL OR p.dated_on <= $end)
MATCH (:SourceRecord {key: p.key})-[r:NAMES]->(e:Enterprise)
WHERE r.decision IN ['match', 'none'] AND r.role = CASE p.kind WHEN '招标投标' THEN '中标单位' ELSE '施工单位' END
  AND ($outside IS NULL OR coalesce(e.registered, false) <> $outside)
WITH DISTINCT e, p ORDER BY p.dated_on, p.key
WITH e, sum(CASE WHEN p.kind = '招标投标' THEN 1 ELSE 0 END) AS awards, sum(CASE WHEN p.kind = '招标投标' THEN p.amount END) AS award_amount,
     sum(CASE WHEN p.kind = '施工许可' THEN 1 ELSE 0 END) AS building_permits, sum(CASE WHEN p.kind = '竣工验收备案' THEN 1 ELSE 0 END) AS completions,
     min(p.dated_on) AS first_on, max(p.dated_on) AS last_on, collect(p.key)[..20] AS sources
ORDER BY award_amount DESC, building_permits DESC, e.id LIMIT $limit
CALL (e) {
  OPTIONAL MATCH (e)-[:REPORTS]->(j:CrossRegionJob)
  RETURN count(j) AS jobs, sum(j.amount) AS job_amount
}
RETURN e.id AS id, e.name AS name, NOT coalesce(e.registered, false) AS outside, e.town AS town,
       EXISTS { (e)-[:ON_REGISTER]->(:Register {name: '建筑业企业'}) } AS on_register, awards, round(award_amount, 2) AS award_amount, building_permits, completions, jobs,
       round(job_amount, 2) AS job_amount, first_on, last_on, sources
ORDER BY award_amount DESC, building_permits DESC, id
