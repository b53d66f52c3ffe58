/*
title: 指标文号一览
question: 有哪些指标文号，各拨了多少，给了多少家企业？
users: [policymaker, analyst]
cost: board
params:
  year: {type: integer, default: null, caption: 年份，默认全部}
  limit: {type: integer, default: 100, caption: 最多行数}
columns:
  document: 指标文号
  upper: 上级文号
  payments: 笔数
  enterprises: 企业数
  amount: 金额（元）
  waiting: 企业待核对的笔数
  sources: 来源（前 20 条）
*/
MATCH (d:FundingDocument)<-[:UNDER]-(s:Subsidy)
WHERE $year IS NULL OR s.year = $year
OPTIONAL MATCH (s)-[:GRANTED_TO]->(e:Enterprise)
RETURN d.number AS document, d.upper AS upper, count(DISTINCT s) AS payments, count(DISTINCT e) AS enterprises,
       sum(s.amount) AS amount, sum(CASE WHEN e IS NULL THEN 1 ELSE 0 END) AS waiting, d.sources AS sources
ORDER BY amount DESC, document
LIMIT $limit
