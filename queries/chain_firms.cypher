/*
title: 环节企业
question: 产业链的这个环节有哪些企业，依据是什么？
note: >-
  收入、税收为所给年份（默认最近的完整年份）的；A、B 级企业的收入之和即环节的应税收入，一家独大与 HHI 按不减退税（正数）算。给年份则按当年在册、当年有经营定级，连同此后注销的企业。
  一家的收入由哪些行组成：chanye trace 企业 --figure revenue --year 年份。
users: [policymaker, analyst]
cost: board
params:
  chain: {type: string, caption: 产业链名称或简称, example: 鞋服}
  node: {type: string, default: null, caption: 环节名称，默认全部}
  grade: {type: string, default: null, caption: 只看这个证据等级}
  town: {type: string, default: null, caption: 只看这个镇街}
  park: {type: string, default: null, caption: 只看这个园区}
  year: {type: integer, default: null, caption: 年份，默认现状}
  limit: {type: integer, default: 200, caption: 最多行数}
columns:
  stage: 上中下游
  node: 环节
  id: 统一编号
  name: 企业
  town: 乡镇街道
  grade: 证据等级
  evidence: 依据
  words: 命中词
  alive: 近12个月有经营
  figures_year: 指标年份
  revenue: 应税收入（元）
  tax: 税收贡献（元）
  tax_before_refunds: 不减退税（元）
  sources: 来源
*/
MATCH (c:Chain) WHERE $chain IN [c.name, c.title]
MATCH (one:ChainNode)-[:NODE_OF]->(c)
OPTIONAL MATCH (y:NodeFigures {key: one.key + '@now@'})
WITH c, coalesce($year, max(y.of_year)) AS of_year
CALL (c, of_year) {
  WITH * WHERE $year IS NULL
  MATCH (c)<-[:NODE_OF]-(n:ChainNode)<-[p:PLACED_AT]-(e:Enterprise)
  WHERE ($node IS NULL OR n.name = $node) AND ($grade IS NULL OR p.grade = $grade) AND ($town IS NULL OR e.town = $town)
    AND ($park IS NULL OR EXISTS { (e)-[:IN_PARK]->(:Park {name: $park}) })
  RETURN n, e, p, p.grade AS grade, p.revenue AS revenue, p.tax AS tax
  UNION ALL
  WITH * WHERE $year IS NOT NULL
  MATCH (c)<-[:NODE_OF]-(n:ChainNode)<-[p:PLACED_AT|STOOD_AT]-(e:Enterprise)
  WHERE ($node IS NULL OR n.name = $node) AND ($town IS NULL OR e.town = $town)
    AND ($park IS NULL OR EXISTS { (e)-[:IN_PARK]->(:Park {name: $park}) })
  OPTIONAL MATCH (e)<-[:FIGURES_OF]-(v:YearFigures {year: of_year})
  WITH n, e, p, v, CASE WHEN v.months > 0 AND p.listed_since <= $year THEN 'A' WHEN v.months > 0 AND '行业' IN p.evidence THEN 'B'
       WHEN v.months > 0 OR (type(p) = 'PLACED_AT' AND coalesce(e.valid_from.year <= $year, true)) THEN 'C' END AS grade
  WHERE grade IS NOT NULL AND ($grade IS NULL OR grade = $grade)
  RETURN n, e, p, grade, v.revenue AS revenue, v.tax AS tax
}
WITH n, e, p, of_year, grade, revenue, tax ORDER BY n.position, grade, coalesce(revenue, 0) DESC, e.name, e.id LIMIT $limit
OPTIONAL MATCH (v:YearFigures {key: e.id + '/' + toString(of_year)})
RETURN n.stage AS stage, n.name AS node, e.id AS id, e.name AS name, e.town AS town, grade,
       p.evidence AS evidence, coalesce(p.words, []) AS words, e.alive AS alive, of_year AS figures_year, revenue, tax,
       v.tax_before_refunds AS tax_before_refunds, coalesce(p.sources, []) AS sources
ORDER BY n.position, grade, coalesce(revenue, 0) DESC, name, id
