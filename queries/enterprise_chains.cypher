/*
title: 企业所处产业链
question: 这家企业列入哪些产业链，处于哪个环节，依据是什么？
note: 给出 as_of 时按那一天以前最近结束的年份定级，口径同 chain_firms；在册只写首次在册年份；环节没有历史，用现在的。
users: [policymaker, analyst, programs]
params:
  enterprise: {type: enterprise, caption: 企业名称、代码或统一编号, example: 晋江恒盛鞋业有限公司}
  as_of: {type: date, default: null, caption: 按这一天以前最近结束的年份}
columns:
  chain: 产业链
  stage: 上中下游
  node: 环节
  grade: 证据等级
  evidence: 依据
  words: 命中词
  listed: 在册年份
  sources: 来源
*/
MATCH (e:Enterprise {id: $enterprise})
CALL (e) {
  WITH * WHERE $as_of IS NULL
  MATCH (e)-[p:PLACED_AT]->(n:ChainNode)
  OPTIONAL MATCH (e)-[l:LISTED_IN {stage: n.stage}]->(:Chain {name: n.chain})
  RETURN n.chain AS chain, n.stage AS stage, n.name AS node, p.grade AS grade, p.evidence AS evidence,
         coalesce(p.words, []) AS words, l.first_year + '-' + l.last_year AS listed, coalesce(p.sources, []) AS sources
  UNION
  WITH *, ($as_of + duration({days: 1})).year - 1 AS year WHERE $as_of IS NOT NULL
  MATCH (e)-[p:PLACED_AT|STOOD_AT]->(n:ChainNode)
  OPTIONAL MATCH (e)<-[:FIGURES_OF]-(y:YearFigures {year: year})
  OPTIONAL MATCH (e)-[l:LISTED_IN {stage: n.stage}]->(:Chain {name: n.chain}) WHERE toInteger(l.first_year) <= year
  WITH n, p, l, CASE WHEN y.months > 0 AND p.listed_since <= year THEN 'A' WHEN y.months > 0 AND '行业' IN p.evidence THEN 'B'
       WHEN y.months > 0 OR (type(p) = 'PLACED_AT' AND coalesce(e.valid_from.year <= year, true)) THEN 'C' END AS grade
  WHERE grade IS NOT NULL
  RETURN n.chain AS chain, n.stage AS stage, n.name AS node, grade, p.evidence AS evidence, coalesce(p.words, []) AS words,
         toString(l.first_year) AS listed, coalesce(p.sources, []) AS sources
  UNION
  MATCH (e)-[l:LISTED_IN]->(c:Chain)
  WHERE NOT EXISTS { (e)-[:PLACED_AT]->(:ChainNode {chain: c.name, stage: l.stage}) } AND ($as_of IS NULL OR toInteger(l.first_year) <= ($as_of + duration({days: 1})).year - 1)
  RETURN c.name AS chain, l.stage AS stage, '在册，环节未知' AS node, null AS grade, ['产业链名单'] AS evidence,
         [] AS words, l.first_year + CASE WHEN $as_of IS NULL THEN '-' + l.last_year ELSE '' END AS listed, l.sources AS sources
}
RETURN chain, stage, node, grade, evidence, words, listed, sources
ORDER BY chain, stage, node
