/*
title: 早期信号
question: 哪些在营企业近三个月用电或用工同比下降、停缴税款仍参保、或全无经营迹象？
note: signal_power：用电连续三个月同比降15%以上而税收未降（同一文件中重复的读数只计一次）；signal_staff：参保人数同样下降；signal_tax：近三个月无税款入库仍有人参保；signal_silent：此前多数月份有经营，近三个月全无。用电只有重点企业；没有数据不等于没有经营。
users: [policymaker, analyst]
cost: board
params:
  kind: {type: string, default: null, caption: "只看这一类：signal_power、signal_staff、signal_tax、signal_silent"}
  town: {type: string, default: null, caption: 只看这个镇街}
  department: {type: string, default: null, caption: 只看这个行业主管部门}
  limit: {type: integer, default: 200, caption: 最多行数}
columns:
  kind: 信号
  certainty: 把握
  enterprise_id: 统一编号
  enterprise: 企业
  town: 镇街
  department: 行业主管部门（推定）
  period: 最近月份
  detail: 情况
  evidence: 依据
  sources: 来源
*/
MATCH (f:Flag) WHERE f.kind STARTS WITH 'signal_' AND ($kind IS NULL OR f.kind = $kind)
MATCH (f)-[:ABOUT]->(e:Enterprise)
WHERE ($town IS NULL OR e.town = $town) AND ($department IS NULL OR e.department = $department)
RETURN f.kind AS kind, f.certainty AS certainty, e.id AS enterprise_id, e.name AS enterprise, e.town AS town, e.department AS department,
       f.period AS period, f.detail AS detail, f.evidence AS evidence, f.sources AS sources
ORDER BY CASE kind WHEN 'signal_power' THEN 0 WHEN 'signal_staff' THEN 1 WHEN 'signal_tax' THEN 2 ELSE 3 END, e.town, e.id
LIMIT $limit
