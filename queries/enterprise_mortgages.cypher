/*
title: 企业的不动产抵押
question: 这家企业（作为义务人或抵押权人）有哪些抵押，各多少钱，押的是哪里？
note: 一笔抵押跨几个单元时金额重复，按业务号只计一次。义务人不一定是借款人。没有注销日期，可能已经还清。
users: [policymaker, analyst, programs]
params:
  enterprise: {type: enterprise, caption: 企业名称、代码或统一编号, example: 晋江恒盛鞋业有限公司}
  as_of: {type: date, default: null, caption: 截至哪天}
  limit: {type: integer, default: 200, caption: 最多行数}
columns:
  dated_on: 登记日期
  number: 业务号
  role: 本企业角色
  others: 对方
  amount: 抵押金额（元）
  units: 单元数
  area: 面积（平方米）
  parcels: 宗地
  sources: 来源
*/
MATCH (e:Enterprise {id: $enterprise})-[r:PARTY_TO]->(v:LandEvent {kind: '抵押'})
WHERE $as_of IS NULL OR v.dated_on <= $as_of
WITH e, coalesce(v.number, v.key) AS number, r.role AS role, min(v.dated_on) AS dated_on, max(v.amount) AS amount, count(DISTINCT v) AS units,
     round(sum(v.area), 2) AS area, collect(DISTINCT v) AS events
RETURN dated_on, number, role,
       COLLECT { UNWIND events AS v MATCH (o:Enterprise)-[x:PARTY_TO]->(v) WHERE o <> e
                 WITH DISTINCT x.role + '：' + o.name AS other RETURN other ORDER BY other } AS others,
       amount, units, area,
       COLLECT { UNWIND events AS v MATCH (v)-[:CONCERNS]->(p:Parcel) WITH DISTINCT p.name AS place RETURN place ORDER BY place } AS parcels,
       COLLECT { UNWIND events AS v RETURN v.key ORDER BY v.key } AS sources
ORDER BY dated_on DESC, number, role
LIMIT $limit
