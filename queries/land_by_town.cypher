/*
title: 各镇街土地一览
question: 各镇街出让、划拨、转让、登记、抵押的土地各有多少宗，多大面积，多少钱？
note: >-
  出让、划拨、转让按每条记录的面积相加；登记、抵押在一宗地的各单元上重复，面积按宗地只计一次；一笔抵押跨几个单元时金额重复，按业务号只计一次。
  出让金、抵押金额之外没有金额。自然人的住房不在内。划拨没有日期，按报送月份。
users: [policymaker, analyst]
cost: board
params:
  town: {type: string, default: null, caption: 只看这个镇街}
  start: {type: date, default: null, caption: 从哪天起}
  end: {type: date, default: null, caption: 到哪天止}
columns:
  town: 镇街
  kind: 事项
  records: 记录数
  parcels: 宗地数
  area: 面积（平方米）
  amount: 金额（元）
  sources: 来源
*/
MATCH (v:LandEvent)
WITH v, coalesce(v.dated_on, CASE WHEN v.period =~ '\\d{4}-\\d{2}' THEN date(v.period + '-01') END) AS day
WHERE ($start IS NULL OR day >= $start) AND ($end IS NULL OR day <= $end)
OPTIONAL MATCH (v)-[:CONCERNS]->(p:Parcel)
WITH v, p, p.town AS town ORDER BY v.key
WHERE $town IS NULL OR town = $town
WITH town, v.kind AS kind, v.kind + coalesce(v.number, v.key) AS act, p, count(v) AS records, sum(v.area) AS area, max(v.amount) AS once,
     sum(v.amount) AS amount, collect(v.key)[..20] AS keys
WITH town, kind, p, sum(records) AS records, CASE WHEN kind IN ['登记', '抵押', '不动产转让'] THEN max(p.area) ELSE sum(area) END AS area,
     sum(CASE WHEN kind = '抵押' THEN once ELSE amount END) AS amount, reduce(a = [], k IN collect(keys)[..20] | a + k)[..20] AS keys
WITH town, kind, sum(records) AS records, count(DISTINCT p) AS parcels, round(sum(area), 2) AS area,
     CASE WHEN kind IN ['出让', '抵押'] THEN round(sum(amount), 2) END AS amount, reduce(a = [], k IN collect(keys)[..20] | a + k)[..20] AS sources
RETURN town, kind, records, parcels, area, amount, sources
ORDER BY town, kind
