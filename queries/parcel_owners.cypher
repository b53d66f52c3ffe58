/*
title: 宗地权利人
question: 这块地在某一天属于哪些企业，先后经过谁？
note: >-
  由出让、转让、登记推得：从第一次取得，到自己整宗转出或别的企业单独取得整宗为止；没有取得日期的是在数据开始之前取得。
  whole 为否的是只有其中的单元（一套、一层）。自然人不列名。
users: [policymaker, analyst, programs]
params:
  parcel: {type: string, caption: 宗地编号、宗地代码或坐落, example: 晋江市陈埭镇工业路8号}
  as_of: {type: date, default: null, caption: 只看这一天的权利人}
columns:
  parcel_id: 宗地编号
  place: 坐落
  parcel_area: 宗地面积（平方米）
  id: 统一编号
  name: 企业
  from_on: 取得日期
  to_on: 失去日期
  whole: 整宗
  basis: 依据事项
  sources: 来源
*/
MATCH (p:Parcel) WHERE p.id = $parcel OR p.code = $parcel OR p.name = $parcel
MATCH (e:Enterprise)-[h:HOLDS]->(p)
WHERE $as_of IS NULL OR (coalesce(h.from_on, date('0001-01-01')) <= $as_of AND coalesce(h.to_on, date('9999-12-31')) > $as_of)
RETURN p.id AS parcel_id, p.name AS place, p.area AS parcel_area, e.id AS id, e.name AS name, h.from_on AS from_on, h.to_on AS to_on,
       h.whole AS whole, h.basis AS basis, h.sources AS sources
ORDER BY parcel_id, whole DESC, coalesce(from_on, date('0001-01-01')), id
