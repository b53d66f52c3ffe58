/*
title: 企业荣誉资质
question: 这家企业有哪些荣誉和资质，何时认定，有效到何时？
users: [policymaker, analyst, programs]
params:
  enterprise: {type: enterprise, caption: 企业名称、代码或统一编号, example: 晋江恒盛鞋业有限公司}
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
RETURN h.kind AS kind, h.level AS level, r.year AS year, r.dated_on AS dated_on, r.valid_to AS valid_to,
       r.number AS number, r.products AS products, r.source AS source
ORDER BY year, kind, level, source
