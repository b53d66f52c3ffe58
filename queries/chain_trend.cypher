/*
title: 环节的三年收入
question: 这个环节的同口径收入由哪些企业组成，三年里哪几家升降、哪几家已退出？
note: >-
  “三年下滑”与“骨干企业退出”看同一批企业：行业相符或名单在册的，连同此后注销的。收入为应税收入，不含出口企业的免税收入；各家之和即看板上的同口径收入。
  一家的收入由哪些行组成：chanye trace 企业 --figure revenue --year 年份。
users: [policymaker, analyst]
cost: board
params:
  chain: {type: string, caption: 产业链名称或简称, example: 鞋服}
  node: {type: string, default: null, caption: 环节名称，默认全部}
  town: {type: string, default: null, caption: 只看这个镇街}
  park: {type: string, default: null, caption: 只看这个园区}
  year: {type: integer, default: null, caption: 末年，默认最近的完整年份}
  limit: {type: integer, default: 200, caption: 最多行数}
columns:
  stage: 上中下游
  node: 环节
  id: 统一编号
  name: 企业
  town: 乡镇街道
  closed: 已注销
  counted_now: 现为A、B级
  of_year: 末年
  revenue_two_before: 前年应税收入（元）
  revenue_before: 上年应税收入（元）
  revenue_now: 末年应税收入（元）
  change: 三年增减（元）
  sources: 来源
*/
MATCH (c:Chain) WHERE $chain IN [c.name, c.title]
MATCH (one:ChainNode)-[:NODE_OF]->(c)
OPTIONAL MATCH (y:NodeFigures {key: one.key + '@now@'})
WITH c, max(y.of_year) AS newest
WITH c, newest, coalesce($year, newest) AS of_year
CALL (c, newest, of_year) {
  // The relation itself has the newest whole year and the two before.
  WITH * WHERE of_year = newest
  MATCH (c)<-[:NODE_OF]-(n:ChainNode)<-[p:PLACED_AT|STOOD_AT]-(e:Enterprise)
  WHERE ($node IS NULL OR n.name = $node) AND ('行业' IN p.evidence OR p.listed_since IS NOT NULL) AND ($town IS NULL OR e.town = $town)
    AND ($park IS NULL OR EXISTS { (e)-[:IN_PARK]->(:Park {name: $park}) })
    AND coalesce(p.revenue, p.revenue_before, p.revenue_two_before) IS NOT NULL
  RETURN n, e, p, coalesce(p.revenue_two_before, 0) AS first, coalesce(p.revenue_before, 0) AS before, coalesce(p.revenue, 0) AS now
  UNION ALL
  WITH * WHERE coalesce(of_year <> newest, true)
  MATCH (c)<-[:NODE_OF]-(n:ChainNode)<-[p:PLACED_AT|STOOD_AT]-(e:Enterprise)
  WHERE ($node IS NULL OR n.name = $node) AND ('行业' IN p.evidence OR p.listed_since IS NOT NULL) AND ($town IS NULL OR e.town = $town)
    AND ($park IS NULL OR EXISTS { (e)-[:IN_PARK]->(:Park {name: $park}) })
  MATCH (e)<-[:FIGURES_OF]-(y:YearFigures) WHERE of_year - 2 <= y.year <= of_year AND y.revenue IS NOT NULL
  RETURN n, e, p, sum(CASE y.year WHEN of_year - 2 THEN y.revenue END) AS first, sum(CASE y.year WHEN of_year - 1 THEN y.revenue END) AS before,
         sum(CASE y.year WHEN of_year THEN y.revenue END) AS now
}
WITH n, e, p, of_year, first, before, now ORDER BY n.position, now - first, e.name, e.id LIMIT $limit
RETURN n.stage AS stage, n.name AS node, e.id AS id, e.name AS name, e.town AS town, type(p) = 'STOOD_AT' AS closed,
       coalesce(p.grade IN ['A', 'B'], false) AS counted_now, of_year, first AS revenue_two_before, before AS revenue_before, now AS revenue_now,
       now - first AS change, coalesce(p.sources, e.sources, []) AS sources
ORDER BY n.position, change, name, id
