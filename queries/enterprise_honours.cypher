/*
title: 企业荣誉资质
question: 这家企业有哪些荣誉和资质，何时认定，有效到何时，某一天有效的是哪些？
note: 没有认定日期的是年度名单，某一天有效的是当年的；当年的名单还没有报来，算上一年的。三年有效期是惯例，来源不报。
users: [policymaker, analyst, programs]
params:
  enterprise: {type: enterprise, caption: 企业名称、代码或统一编号, example: 晋江恒盛鞋业有限公司}
  as_of: {type: date, default: null, caption: 只看这一天有效的}
columns:
  kind: 类别
  level: 级别
  year: 年份
  dated_on: 认定时间
  valid_to: 有效期至
  number: 证书编号
  products: 主要产品
  source: 来源
*/
MATCH (:Enterprise {id: $enterprise})-[r:HAS_HONOUR]->(h:Honour)
WHERE $as_of IS NULL OR CASE
  WHEN r.dated_on IS NOT NULL THEN r.dated_on <= $as_of AND coalesce(r.valid_to, date('9999-12-31')) >= $as_of
  ELSE r.year = $as_of.year OR (r.year = $as_of.year - 1 AND NOT EXISTS { (:Enterprise)-[:HAS_HONOUR {year: $as_of.year}]->(h) }) END
RETURN h.kind AS kind, h.level AS level, r.year AS year, r.dated_on AS dated_on, r.valid_to AS valid_to,
       r.number AS number, r.products AS products, r.source AS source
ORDER BY year, kind, level, source
