/*
title: 疑似闲置土地
question: 哪些出让一年以上的土地没有招投标、施工许可或竣工，受让企业还在经营吗？
note: 出让、项目按坐落相同联系；坐落写法不同、以别的名义建设的会误报，故最高只到很可能；约定的开工日期不在数据中，不等于法定的闲置。依据里写明受让企业近12个月是否有经营迹象。
users: [policymaker, analyst]
cost: board
params:
  certainty: {type: string, default: null, caption: 只看这个把握（确定、很可能、线索）}
  town: {type: string, default: null, caption: 只看这个镇街}
  year: {type: integer, default: null, caption: 只看这一年}
  limit: {type: integer, default: 200, caption: 最多行数}
columns:
  certainty: 把握
  period: 所属期
  amount: 金额（元）
  enterprises: 企业
  enterprise_ids: 统一编号
  towns: 镇街
  detail: 情况
  evidence: 依据
  place: 坐落
  parcel_id: 宗地编号
  sources: 来源
*/
MATCH (f:Flag {kind: 'idle_land'})
WHERE ($certainty IS NULL OR f.certainty = $certainty) AND ($year IS NULL OR f.year = $year)
WITH f, COLLECT { MATCH (f)-[:ABOUT]->(e:Enterprise) RETURN e ORDER BY e.id } AS firms
WHERE $town IS NULL OR any(e IN firms WHERE e.town = $town)
OPTIONAL MATCH (f)-[:ABOUT]->(p:Parcel)
RETURN f.certainty AS certainty, f.period AS period, f.amount AS amount, [e IN firms | e.name] AS enterprises, [e IN firms | e.id] AS enterprise_ids,
       [e IN firms | e.town] AS towns, f.detail AS detail, f.evidence AS evidence, p.name AS place, p.id AS parcel_id, f.sources AS sources
ORDER BY CASE f.certainty WHEN '确定' THEN 0 WHEN '很可能' THEN 1 ELSE 2 END, amount DESC, f.key
LIMIT $limit
