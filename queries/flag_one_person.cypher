/*
title: 负责人同名的多家企业
question: 同一指标文号下，哪些负责人同名的多家企业都得到补助？
note: 同名不等于同一人。电话、地址或字号也相同才标为很可能；只有镇街或行业相同的，或全市任职企业不超过3家的少见姓名，只是线索，并给出该文号下按全市同名率偶然同名的预期对数；除常见姓名外毫无相同的视为重名，不列。
users: [policymaker, analyst]
cost: board
params:
  certainty: {type: string, default: null, caption: 只看这个把握（确定、很可能、线索）}
  town: {type: string, default: null, caption: 只看这个镇街}
  year: {type: integer, default: null, caption: 只看这一年}
  limit: {type: integer, default: 200, caption: 最多行数}
columns:
  certainty: 把握
  period: 所属期
  amount: 金额（元）
  enterprises: 企业
  enterprise_ids: 统一编号
  towns: 镇街
  person: 负责人
  detail: 情况
  evidence: 依据
  document: 指标文号
  sources: 来源
*/
MATCH (f:Flag {kind: 'one_person'})
WHERE ($certainty IS NULL OR f.certainty = $certainty) AND ($year IS NULL OR f.year = $year)
WITH f, COLLECT { MATCH (f)-[:ABOUT]->(e:Enterprise) RETURN e ORDER BY e.id } AS firms
WHERE $town IS NULL OR any(e IN firms WHERE e.town = $town)
RETURN f.certainty AS certainty, f.period AS period, f.amount AS amount, [e IN firms | e.name] AS enterprises, [e IN firms | e.id] AS enterprise_ids,
       [e IN firms | e.town] AS towns, f.person AS person, f.detail AS detail, f.evidence AS evidence, f.document AS document, f.sources AS sources
ORDER BY CASE f.certainty WHEN '确定' THEN 0 WHEN '很可能' THEN 1 ELSE 2 END, amount DESC, f.key
LIMIT $limit
