/*
title: 企业所处产业链
question: 这家企业列入哪些产业链，处于哪个环节，依据是什么？
users: [policymaker, analyst, programs]
params:
  enterprise: {type: enterprise, caption: 企业名称、代码或统一编号, example: 晋江恒盛鞋业有限公司}
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
  MATCH (e)-[p:PLACED_AT]->(n:ChainNode)
  OPTIONAL MATCH (e)-[l:LISTED_IN {stage: n.stage}]->(:Chain {name: n.chain})
  RETURN n.chain AS chain, n.stage AS stage, n.name AS node, p.grade AS grade, p.evidence AS evidence,
         coalesce(p.words, []) AS words, l.first_year + '-' + l.last_year AS listed, coalesce(p.sources, []) AS sources
  UNION
  MATCH (e)-[l:LISTED_IN]->(c:Chain)
  WHERE NOT EXISTS { (e)-[:PLACED_AT]->(:ChainNode {chain: c.name, stage: l.stage}) }
  RETURN c.name AS chain, l.stage AS stage, '在册，环节未知' AS node, null AS grade, ['产业链名单'] AS evidence,
         [] AS words, l.first_year + '-' + l.last_year AS listed, l.sources AS sources
}
RETURN chain, stage, node, grade, evidence, words, listed, sources
ORDER BY chain, stage, node
