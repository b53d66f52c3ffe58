/*
title: 补助汇总
question: 按政策、文号、预算单位、镇街、行业，各拨了多少笔、多少钱，给了多少家企业？
note: 退款已从金额中扣除；上级资金指有上级指标文号的行，其余推定为本级；waiting 是受补企业尚待核对的笔数；不给年份为全部年份。没有政策认领的为“未归类”。
users: [policymaker, analyst]
cost: board
params:
  by: {type: string, default: policy, caption: "口径：policy、document、unit、town、industry"}
  year: {type: integer, default: null, caption: 只看这一年}
  limit: {type: integer, default: 200, caption: 最多行数}
columns:
  group: 编号
  name: 名称
  payments: 笔数
  enterprises: 企业数
  amount: 金额（元）
  local: 本级补助（元）
  upper: 上级资金（元）
  refunds: 其中退款（元）
  waiting: 企业待核对的笔数
  sources: 来源（前五笔）
*/
MATCH (s:Subsidy) WHERE $year IS NULL OR s.year = $year
OPTIONAL MATCH (s)-[:GRANTED_TO]->(e:Enterprise)
CALL (s, e) {
  WITH s, e WHERE $by = 'policy' OPTIONAL MATCH (s)-[:BY_POLICY]->(p:Policy) RETURN coalesce(p.key, '未归类') AS group, coalesce(p.name, '未归类') AS name
  UNION WITH s, e WHERE $by = 'document' MATCH (s)-[:UNDER]->(d:FundingDocument {upper: false}) RETURN d.number AS group, d.number AS name
  UNION WITH s, e WHERE $by = 'unit' MATCH (s)-[:BUDGETED_BY]->(d:Department) RETURN d.name AS group, d.name AS name
  UNION WITH s, e WHERE $by = 'town' RETURN coalesce(e.town, '未定') AS group, coalesce(e.town, '未定') AS name
  UNION WITH s, e WHERE $by = 'industry'
    OPTIONAL MATCH (e)-[:IN_INDUSTRY]->(:Industry)-[:PART_OF*0..3]->(i:Industry {level: 2}) RETURN coalesce(i.code, '未定') AS group, coalesce(i.name, '未定') AS name
}
WITH group, name, s, e ORDER BY s.key
RETURN group, name, count(s) AS payments, count(DISTINCT e) AS enterprises, sum(s.amount) AS amount, sum(CASE WHEN s.upper THEN 0.0 ELSE s.amount END) AS local,
       sum(CASE WHEN s.upper THEN s.amount ELSE 0.0 END) AS upper, sum(CASE WHEN s.amount < 0 THEN s.amount ELSE 0.0 END) AS refunds,
       sum(CASE WHEN e IS NULL THEN 1 ELSE 0 END) AS waiting, collect(s.key)[..5] AS sources
ORDER BY amount DESC, group
LIMIT $limit
