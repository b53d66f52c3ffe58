/*
title: 楼宇里的企业
question: 这栋楼里有哪些企业，各用多大，做什么，税收多少？
note: “自有、自用、租赁”照原样，清单没有说明产权人。
users: [policymaker, analyst]
params:
  building: {type: string, caption: 楼宇编号或名称, example: 宜居花园}
  year: {type: integer, default: null, caption: 税收年份，默认该企业最近一年}
columns:
  building_id: 楼宇编号
  building: 楼宇
  id: 统一编号
  name: 企业
  use_kind: 使用类型
  used_area: 使用面积（平方米）
  business_area: 营业面积（平方米）
  industry: 行业
  alive: 近12个月有经营
  registered_town: 登记镇街
  year: 年份
  tax: 税收贡献（元）
  staff: 参保人数
  source: 来源
*/
MATCH (b:Building) WHERE b.id = $building OR b.name = $building
MATCH (e:Enterprise)-[o:OCCUPIES]->(b)
CALL (e) {
  OPTIONAL MATCH (e)<-[:FIGURES_OF]-(y:YearFigures) WHERE $year IS NULL OR y.year = $year
  RETURN y ORDER BY y.year DESC LIMIT 1
}
RETURN b.id AS building_id, b.name AS building, e.id AS id, e.name AS name, o.use_kind AS use_kind, o.used_area AS used_area,
       o.business_area AS business_area, e.industry AS industry, e.alive AS alive, e.town AS registered_town, y.year AS year, y.tax AS tax,
       y.staff AS staff, o.source AS source
ORDER BY building_id, used_area DESC, id, source
