/*
title: 企业当时的情况
question: 这家企业在某一天叫什么，谁任职，在哪个园区，有哪些荣誉、名录、土地、项目和楼宇？
note: >-
  名称按历次报送里出现的时段；任职、园区、名录按所属期，所问日期早于第一次报送的，按第一次报送的列出（since 晚于所问日期）。
  登记镇街和使用楼宇只有最新状态，来源不报变迁。项目列当天已经开始、还没有竣工备案的。
users: [policymaker, analyst, steward, programs]
params:
  enterprise: {type: enterprise, caption: 企业名称、代码或统一编号, example: 晋江恒盛鞋业有限公司}
  as_of: {type: date, caption: 哪一天, example: "2022-06-30"}
columns:
  item: 项
  value: 内容
  id: 编号
  detail: 说明
  since: 从
  until: 到
  sources: 来源
*/
MATCH (e:Enterprise {id: $enterprise})
CALL (e) {
  OPTIONAL MATCH (e)-[:FORMERLY]->(f:FormerName) WHERE f.valid_to >= $as_of
  WITH e, f ORDER BY f.valid_to, f.name LIMIT 1
  RETURN 1 AS place, '名称' AS item, coalesce(f.name, e.name) AS value, e.id AS id, CASE WHEN f IS NULL THEN '现用名' ELSE '曾用名' END AS detail,
         toString(f.valid_from) AS since, toString(f.valid_to) AS until, coalesce(f.sources, e.sources, []) AS sources
  UNION
  MATCH (p:Person)-[r:REPRESENTS]->(e)
  WITH e, collect({p: p, r: r}) AS all
  UNWIND all AS one
  WITH one.p AS p, one.r AS r, [x IN all WHERE x.r.role = one.r.role AND x.r.first_period <= left(toString($as_of), size(x.r.first_period))] AS before,
       reduce(m = one.r.first_period, x IN all | CASE WHEN x.r.role = one.r.role AND x.r.first_period < m THEN x.r.first_period ELSE m END) AS first
  WHERE CASE WHEN size(before) = 0 THEN r.first_period = first
             ELSE r.first_period <= left(toString($as_of), size(r.first_period))
                  AND (r.current OR r.last_period >= left(toString($as_of), size(r.last_period))) END
  RETURN 2 AS place, '任职' AS item, p.name AS value, p.id AS id, r.role AS detail, r.first_period AS since,
         CASE WHEN NOT r.current THEN r.last_period END AS until, coalesce(r.sources, []) AS sources
  UNION
  MATCH (e)-[r:LOCATED_IN]->(t:Town)
  RETURN 3 AS place, '镇街' AS item, t.name AS value, null AS id, '最新登记' AS detail, null AS since, null AS until, coalesce(r.sources, []) AS sources
  UNION
  MATCH (e)-[r:IN_PARK]->(p:Park)
  WITH e, collect({p: p, r: r}) AS all
  UNWIND all AS one
  WITH one.p AS p, one.r AS r, any(x IN all WHERE coalesce(x.r.first_period, x.r.period) <= left(toString($as_of), size(x.r.period))) AS known
  WHERE NOT known OR coalesce(r.first_period, r.period) <= left(toString($as_of), size(r.period))
  RETURN 4 AS place, '园区' AS item, p.name AS value, null AS id, r.business AS detail, coalesce(r.first_period, r.period) AS since, null AS until,
         [r.source] AS sources
  UNION
  MATCH (e)-[r:HAS_HONOUR]->(h:Honour)
  WHERE CASE WHEN r.dated_on IS NULL THEN r.year = $as_of.year ELSE r.dated_on <= $as_of AND coalesce(r.valid_to, date('9999-12-31')) >= $as_of END
  RETURN 5 AS place, '荣誉资质' AS item, h.kind AS value, null AS id, h.level AS detail, coalesce(toString(r.dated_on), toString(r.year)) AS since,
         coalesce(toString(r.valid_to), CASE WHEN r.dated_on IS NULL THEN toString(r.year) END) AS until, [r.source] AS sources
  UNION
  MATCH (e)-[r:ON_REGISTER]->(g:Register)
  WITH g, r, CASE WHEN coalesce(r.dated_on <= $as_of, r.period <= left(toString($as_of), size(r.period))) THEN 0 ELSE 1 END AS later
  ORDER BY later, CASE later WHEN 0 THEN r.period END DESC, r.period, r.source
  WITH g, collect(r)[0] AS r
  RETURN 6 AS place, '名录' AS item, g.name AS value, null AS id, coalesce(r.detail, r.status) AS detail, coalesce(toString(r.dated_on), r.period) AS since,
         null AS until, [r.source] AS sources
  UNION
  MATCH (e)-[h:HOLDS]->(p:Parcel)
  WHERE coalesce(h.from_on, date('0001-01-01')) <= $as_of AND coalesce(h.to_on, date('9999-12-31')) > $as_of
  RETURN 7 AS place, '土地' AS item, p.name AS value, p.id AS id, CASE WHEN h.whole THEN '整宗' ELSE '其中的单元' END AS detail,
         toString(h.from_on) AS since, toString(h.to_on) AS until, coalesce(h.sources, []) AS sources
  UNION
  MATCH (e)-[r:TAKES_PART_IN]->(j:Project)
  WHERE coalesce(r.first_on, j.first_seen, j.approved_on) <= $as_of AND coalesce(j.completed_on, date('9999-12-31')) > $as_of
  RETURN 8 AS place, '在建项目' AS item, j.name AS value, j.id AS id, r.role AS detail, toString(coalesce(r.first_on, j.first_seen, j.approved_on)) AS since,
         toString(j.completed_on) AS until, coalesce(r.sources, []) AS sources
  UNION
  MATCH (e)-[r:OCCUPIES]->(b:Building)
  RETURN 9 AS place, '使用楼宇' AS item, b.name AS value, b.id AS id, r.use_kind AS detail, r.period AS since, null AS until, [r.source] AS sources
}
RETURN item, value, id, detail, since, until, sources
ORDER BY place, since, value, detail, id
