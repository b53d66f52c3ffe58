/*
title: 注销后拨付
question: 哪些补助拨给了已注销或非正常的企业？
note: 确定：所属期晚于税务首次显示注销的交付；很可能：企业现为注销（或非正常），且拨付晚于末次经营迹象两个月（三个月）以上；线索：从无经营迹象，或受补企业尚待核对，或只是名称近似、各次拨付又都在末次经营迹象之后。登记数据没有注销日期，真实注销日在末次经营迹象与首次显示注销之间。
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
  detail: 情况
  evidence: 依据
  document: 指标文号
  sources: 来源
*/
MATCH (f:Flag {kind: 'after_closing'})
WHERE ($certainty IS NULL OR f.certainty = $certainty) AND ($year IS NULL OR f.year = $year)
WITH f, COLLECT { MATCH (f)-[:ABOUT]->(e:Enterprise) RETURN e ORDER BY e.id } AS firms
WHERE $town IS NULL OR any(e IN firms WHERE e.town = $town)
RETURN f.certainty AS certainty, f.period AS period, f.amount AS amount, [e IN firms | e.name] AS enterprises, [e IN firms | e.id] AS enterprise_ids,
       [e IN firms | e.town] AS towns, f.detail AS detail, f.evidence AS evidence, f.document AS document, f.sources AS sources
ORDER BY CASE f.certainty WHEN '确定' THEN 0 WHEN '很可能' THEN 1 ELSE 2 END, amount DESC, f.key
LIMIT $limit
