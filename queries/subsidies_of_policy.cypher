/*
title: 政策的拨款
question: 这条政策（或未归类）拨给了哪些企业，多少钱，凭什么认定属于它？
users: [policymaker, analyst]
cost: board
params:
  policy: {type: string, caption: 政策编号或名称；未归类, example: technical_upgrade}
  year: {type: integer, default: null, caption: 只看这一年}
  limit: {type: integer, default: 500, caption: 最多行数}
columns:
  policy: 政策
  period: 所属期
  enterprise_id: 统一编号
  enterprise: 企业
  beneficiary: 企业名称（原文）
  amount: 金额（元）
  level: 资金来源
  project_name: 项目名称
  summary: 指标摘要
  evidence: 认定依据
  word: 命中词
  source: 来源
*/
CALL () {
  MATCH (p:Policy) WHERE $policy IN [p.key, p.name] MATCH (s:Subsidy)-[r:BY_POLICY]->(p) RETURN p.name AS policy, s, r
  UNION
  WITH 1 AS one WHERE $policy = '未归类' MATCH (s:Subsidy) WHERE NOT EXISTS { (s)-[:BY_POLICY]->() } RETURN '未归类' AS policy, s, null AS r
}
WITH policy, s, r WHERE $year IS NULL OR s.year = $year
OPTIONAL MATCH (s)-[:GRANTED_TO]->(e:Enterprise)
RETURN policy, s.period AS period, e.id AS enterprise_id, e.name AS enterprise, s.beneficiary AS beneficiary, s.amount AS amount,
       CASE WHEN s.upper THEN '上级' ELSE '本级（推定）' END AS level, s.project_name AS project_name, s.summary AS summary, r.evidence AS evidence,
       r.word AS word, s.key AS source
ORDER BY period, source
LIMIT $limit
