/*
title: 企业用地
question: 这家企业在某一天持有哪些土地，一共多大，抵押了多少？
note: 宗地面积按宗地只计一次；只有单元的（whole 为否）不给面积。抵押按业务号只计一次；没有注销日期，可能已经还清。
users: [policymaker, analyst, programs]
params:
  enterprise: {type: enterprise, caption: 企业名称、代码或统一编号, example: 晋江恒盛鞋业有限公司}
  as_of: {type: date, default: null, caption: 截至哪天，默认至今}
columns:
  parcel_id: 宗地编号
  place: 坐落
  town: 镇街
  from_on: 取得日期
  to_on: 失去日期
  whole: 整宗
  area: 宗地面积（平方米）
  mortgages: 抵押笔数
  mortgaged: 抵押金额（元）
  basis: 依据事项
  sources: 来源
*/
MATCH (e:Enterprise {id: $enterprise})-[h:HOLDS]->(p:Parcel)
WHERE coalesce(h.from_on, date('0001-01-01')) <= coalesce($as_of, date('9999-12-30'))
  AND coalesce(h.to_on, date('9999-12-31')) > coalesce($as_of, date('9999-12-30'))
CALL (e, p) {
  MATCH (e)-[r:HAS_RIGHT_IN {kind: '抵押', role: '义务人'}]->(p)
  WHERE $as_of IS NULL OR r.dated_on <= $as_of
  WITH r.number AS number, max(r.amount) AS amount
  RETURN count(*) AS mortgages, sum(amount) AS mortgaged
}
RETURN p.id AS parcel_id, p.name AS place, p.town AS town, h.from_on AS from_on, h.to_on AS to_on, h.whole AS whole,
       CASE WHEN h.whole THEN p.area END AS area, mortgages, mortgaged, h.basis AS basis, h.sources AS sources
ORDER BY coalesce(from_on, date('0001-01-01')), parcel_id
