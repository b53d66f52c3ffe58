/*
title: 楼宇一览
question: 各楼宇、商铺、市场、标准厂房、楼盘有多少企业在用，用了多大，税收多少？
note: 清单只列使用企业，不知空置；“自有、自用、租赁”照原样。类别由名称推断（figures.yaml）。税收为使用企业全部的税收，一家企业在几处使用时各处都计。
users: [policymaker, analyst]
cost: board
params:
  town: {type: string, default: null, caption: 只看这个镇街}
  kind: {type: string, default: null, caption: "类别：楼宇、商铺、市场、标准厂房、楼盘"}
  year: {type: integer, default: null, caption: 税收年份，默认最近一个整年}
columns:
  id: 楼宇编号
  name: 楼宇
  kind: 类别
  town: 镇街
  occupants: 使用企业数
  alive: 近12个月有经营
  used_area: 使用面积（平方米）
  business_area: 营业面积（平方米）
  rented_area: 其中租赁（平方米）
  year: 年份
  tax: 使用企业税收贡献（元）
  homes: 房屋套数
  homes_sold: 已售套数
  sources: 来源
*/
CALL () {
  OPTIONAL MATCH (d:Delivery)-[:OF_DATASET]->(:Dataset {key: 'tax_net_revenue'})
  WITH max(d.period) AS told
  OPTIONAL MATCH (y:YearFigures) WHERE $year IS NULL AND y.year > 0
  WITH told, y ORDER BY y.year DESC LIMIT 1
  RETURN coalesce($year, CASE WHEN told ENDS WITH '-12' THEN toInteger(left(told, 4)) ELSE toInteger(left(told, 4)) - 1 END, y.year) AS year
}
MATCH (b:Building)
WHERE ($town IS NULL OR b.town = $town) AND ($kind IS NULL OR b.kind = $kind)
CALL (b, year) {
  OPTIONAL MATCH (e:Enterprise)-[o:OCCUPIES]->(b)
  WITH e, o, year ORDER BY o.source
  WITH e, year, sum(o.used_area) AS used, sum(o.business_area) AS business, sum(CASE WHEN o.use_kind = '租赁' THEN o.used_area ELSE 0 END) AS rented,
       collect(o.source) AS keys
  OPTIONAL MATCH (e)<-[:FIGURES_OF]-(y:YearFigures {year: year})
  WITH e, y, used, business, rented, keys ORDER BY e.id
  RETURN count(e) AS occupants, sum(CASE WHEN e.alive THEN 1 ELSE 0 END) AS alive, sum(used) AS used_area, sum(business) AS business_area,
         sum(rented) AS rented_area, sum(y.tax) AS tax, reduce(a = [], k IN collect(keys)[..20] | a + k)[..20] AS sources
}
RETURN b.id AS id, b.name AS name, b.kind AS kind, b.town AS town, occupants, alive, round(used_area, 2) AS used_area,
       round(business_area, 2) AS business_area, round(rented_area, 2) AS rented_area, year, round(tax, 2) AS tax,
       b.homes AS homes, b.homes_sold AS homes_sold, sources
ORDER BY occupants DESC, used_area DESC, id
