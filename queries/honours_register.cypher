/*
title: 荣誉资质名册
question: 某一天哪些企业持有高新、专精特新、瞪羚、龙头、规上等荣誉资质？
note: >-
  有认定日期的按日期与三年有效期（惯例）；瞪羚没有有效期，一直算数；按年公布的名单（规上限上、龙头、上市）取截至当年的最近一份。
  默认截至数据里最近一年的年末。
users: [policymaker, analyst]
cost: board
params:
  kind: {type: string, default: null, caption: "类别：高新技术企业、专精特新、瞪羚、龙头企业、规上限上、上市企业"}
  level: {type: string, default: null, caption: 级别中的字，如 国家、省级}
  town: {type: string, default: null, caption: 只看这个镇街}
  as_of: {type: date, default: null, caption: 截至哪天}
columns:
  kind: 类别
  level: 级别
  id: 统一编号
  name: 企业
  code: 统一社会信用代码
  town: 镇街
  dated_on: 认定时间
  year: 年份
  valid_to: 有效期至
  number: 证书编号
  products: 主要产品
  alive: 近12个月有经营
  source: 来源
*/
CALL () {
  MATCH (y:YearFigures) WHERE y.year > 0
  WITH y ORDER BY y.year DESC LIMIT 1
  RETURN coalesce($as_of, date({year: y.year, month: 12, day: 31})) AS today
}
MATCH (h:Honour)
WHERE ($kind IS NULL OR h.kind = $kind) AND ($level IS NULL OR h.level CONTAINS $level)
CALL (h, today) {
  MATCH (:Enterprise)-[r:HAS_HONOUR]->(h) WHERE r.dated_on IS NULL AND r.year <= today.year
  RETURN max(r.year) AS listed
}
MATCH (e:Enterprise)-[r:HAS_HONOUR]->(h)
WHERE ($town IS NULL OR e.town = $town)
  AND CASE WHEN r.dated_on IS NULL THEN r.year = listed ELSE r.dated_on <= today AND coalesce(r.valid_to, date('9999-12-31')) >= today END
RETURN h.kind AS kind, h.level AS level, e.id AS id, e.name AS name, e.code AS code, e.town AS town, r.dated_on AS dated_on, r.year AS year,
       r.valid_to AS valid_to, r.number AS number, r.products AS products, e.alive AS alive, r.source AS source
ORDER BY kind, level, name, id, source
