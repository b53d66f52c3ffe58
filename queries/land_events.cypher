/*
title: 镇街土地事项
question: 这个镇街的每宗土地事项（出让、划拨、转让、登记、抵押）是什么时候、哪里、谁与谁？
note: 划拨没有日期和受让人，现在的权利人从同一宗地的登记得来。出让的受让人可能是个人或尚未设立的企业，这时 parties 为空。
users: [policymaker, analyst]
params:
  town: {type: string, caption: 镇街, example: 陈埭镇}
  kind: {type: string, default: null, caption: "事项：出让、划拨、转让、登记、不动产转让、抵押"}
  start: {type: date, default: null, caption: 从哪天起}
  end: {type: date, default: null, caption: 到哪天止}
  limit: {type: integer, default: 200, caption: 最多行数}
columns:
  dated_on: 日期
  period: 所属期
  kind: 事项
  parcel_id: 宗地编号
  place: 坐落
  parties: 当事企业
  holders: 现权利企业
  purpose: 用途
  area: 面积（平方米）
  amount: 金额（元）
  number: 证号或业务号
  source: 来源
*/
MATCH (p:Parcel {town: $town})<-[:CONCERNS]-(v:LandEvent)
WHERE ($kind IS NULL OR v.kind = $kind) AND ($start IS NULL OR v.dated_on >= $start) AND ($end IS NULL OR v.dated_on <= $end)
WITH p, v ORDER BY coalesce(toString(v.dated_on), v.period) DESC, v.kind, v.key LIMIT $limit
RETURN v.dated_on AS dated_on, v.period AS period, v.kind AS kind, p.id AS parcel_id, p.name AS place,
       COLLECT { MATCH (e:Enterprise)-[r:PARTY_TO]->(v) RETURN r.role + '：' + e.name ORDER BY r.role DESC, e.name } AS parties,
       COLLECT { MATCH (e:Enterprise)-[h:HOLDS]->(p) WHERE h.to_on IS NULL AND h.whole RETURN e.name ORDER BY e.name } AS holders,
       v.purpose AS purpose, v.area AS area, v.amount AS amount, v.number AS number, v.key AS source
ORDER BY coalesce(toString(dated_on), period) DESC, kind, source
