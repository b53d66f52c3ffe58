/*
title: 企业的来源记录
question: 哪些部门的哪些记录提到了这家企业，依据什么认定？
users: [analyst, steward, programs]
params:
  enterprise: {type: enterprise, caption: 企业名称、代码或统一编号, example: 晋江恒盛鞋业有限公司}
  limit: {type: integer, default: 100, caption: 最多行数}
  as_of: {type: date, default: null, caption: 只列所属期到这一天已经结束的}
columns:
  dataset: 数据集
  department: 部门
  role: 角色
  written: 原文写法
  decision: 决定
  tier: 依据层级
  reason: 理由
  weight: 权重（比特）
  file: 文件
  sheet: 工作表
  row: 行号
  period: 所属期
  source: 来源
*/
MATCH (e:Enterprise {id: $enterprise})<-[r:NAMES]-(s:SourceRecord)
WHERE $as_of IS NULL OR CASE WHEN s.period CONTAINS 'Q' THEN s.period < toString(($as_of + duration({days: 1})).year) + '-Q' + toString(($as_of + duration({days: 1})).quarter) ELSE s.period < left(toString(($as_of + duration({days: 1}))), size(s.period)) END
OPTIONAL MATCH (d:Dataset {key: s.dataset})<-[:OWES]-(u:Department)
OPTIONAL MATCH (s)-[:IN_DELIVERY]->(f:Delivery)
RETURN coalesce(d.name, s.dataset) AS dataset, u.name AS department, r.role AS role, r.written AS written, r.decision AS decision,
       r.tier AS tier, r.reason AS reason, r.weight AS weight, f.file AS file, s.sheet AS sheet, s.row AS row,
       s.period AS period, s.key AS source
ORDER BY period DESC, source, role
LIMIT $limit
