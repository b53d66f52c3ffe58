/*
title: 产业链得到的扶持
question: 这条链的企业（A、B级）按政策、年份得到多少补助，多少家？
note: 一家企业处于几个环节只计一次，补助按企业归链，不论补助的是不是这条链的业务；退款已扣；待核对的补助不在其中。
users: [policymaker, analyst]
cost: board
params:
  chain: {type: string, caption: 产业链名称或简称, example: 鞋服}
  year: {type: integer, default: null, caption: 只看这一年}
  town: {type: string, default: null, caption: 只看这个镇街}
columns:
  policy: 政策
  year: 年份
  payments: 笔数
  firms: 企业数
  amount: 金额（元）
  local: 本级补助（元）
  upper: 上级资金（元）
  sources: 来源（前五笔）
*/
MATCH (c:Chain) WHERE $chain IN [c.name, c.title]
MATCH (c)<-[:NODE_OF]-(:ChainNode)<-[at:PLACED_AT]-(e:Enterprise) WHERE at.grade IN ['A', 'B'] AND ($town IS NULL OR e.town = $town)
WITH DISTINCT e
MATCH (e)<-[:GRANTED_TO]-(s:Subsidy) WHERE $year IS NULL OR s.year = $year
OPTIONAL MATCH (s)-[:BY_POLICY]->(p:Policy)
WITH e, s, coalesce(p.name, '未归类') AS policy ORDER BY s.key
RETURN policy, s.year AS year, count(s) AS payments, count(DISTINCT e) AS firms, sum(s.amount) AS amount, sum(CASE WHEN s.upper THEN 0.0 ELSE s.amount END) AS local,
       sum(CASE WHEN s.upper THEN s.amount ELSE 0.0 END) AS upper, collect(s.key)[..5] AS sources
ORDER BY year, amount DESC, policy
