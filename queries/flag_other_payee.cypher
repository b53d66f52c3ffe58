/*
title: 收款人不是受补企业
question: 哪些补助的收款人不是受补企业，是镇街、银行、个人还是别的企业？
note: 镇街、部门、银行代收是常见做法；与镇街政府、办事处名称只差一字的视为镇街；名称不同、收款账户又不是本企业以自己名义收款所用账户的，标为很可能；名称相近、账户是本企业自己的，或尚待核对又不知本企业账户的，只作线索。
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
  payee: 收款人
  detail: 情况
  evidence: 依据
  document: 指标文号
  sources: 来源
*/
MATCH (f:Flag {kind: 'other_payee'})
WHERE ($certainty IS NULL OR f.certainty = $certainty) AND ($year IS NULL OR f.year = $year)
WITH f, COLLECT { MATCH (f)-[:ABOUT]->(e:Enterprise) RETURN e ORDER BY e.id } AS firms
WHERE $town IS NULL OR any(e IN firms WHERE e.town = $town)
OPTIONAL MATCH (f)-[:ABOUT]->(s:Subsidy)
RETURN f.certainty AS certainty, f.period AS period, f.amount AS amount, [e IN firms | e.name] AS enterprises, [e IN firms | e.id] AS enterprise_ids,
       [e IN firms | e.town] AS towns, s.payee AS payee, f.detail AS detail, f.evidence AS evidence, f.document AS document, f.sources AS sources
ORDER BY CASE f.certainty WHEN '确定' THEN 0 WHEN '很可能' THEN 1 ELSE 2 END, amount DESC, f.key
LIMIT $limit
