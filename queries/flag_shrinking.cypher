/*
title: 受扶持而萎缩
question: 哪些得到补助的企业收入或用工逐年下降？
note: 收入按申报齐全的季度（按月申报的合成季度）、用工按月，与上年同期相比的平均变化；收入须自身年均下降一成、比全市同期中位数多降一成半，且降幅超过标准误的1.645倍（相邻季度的同比并不独立，不是95%置信的结论）；用工未降（年均降幅不到2%）的不算，平均不足2人的用工不作依据。最高只到很可能。不说明补助有没有用。
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
  payments: 笔数
  sources: 来源
*/
MATCH (f:Flag {kind: 'shrinking'})
WHERE ($certainty IS NULL OR f.certainty = $certainty) AND ($year IS NULL OR f.year = $year)
WITH f, COLLECT { MATCH (f)-[:ABOUT]->(e:Enterprise) RETURN e ORDER BY e.id } AS firms
WHERE $town IS NULL OR any(e IN firms WHERE e.town = $town)
RETURN f.certainty AS certainty, f.period AS period, f.amount AS amount, [e IN firms | e.name] AS enterprises, [e IN firms | e.id] AS enterprise_ids,
       [e IN firms | e.town] AS towns, f.detail AS detail, f.evidence AS evidence, f.payments AS payments, f.sources AS sources
ORDER BY CASE f.certainty WHEN '确定' THEN 0 WHEN '很可能' THEN 1 ELSE 2 END, amount DESC, f.key
LIMIT $limit
