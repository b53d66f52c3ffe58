/*
title: 产业链一览
question: 有哪些产业链，得分多少，各有多少环节、缺链弱链、在册企业和各级证据的企业？
users: [policymaker]
behind: chain_firms
columns:
  chain: 产业链
  title: 简称
  score: 得分
  nodes: 环节数
  gaps: 缺链
  weak: 弱链
  listed: 在册企业
  grade_a: A级企业
  grade_b: B级企业
  grade_c: 仅经营范围
  empty_nodes: 无企业的环节
*/
MATCH (k:Chain)
MATCH (n:ChainNode)-[:NODE_OF]->(k)
OPTIONAL MATCH (f:NodeFigures {key: n.key + '@now@'})
WITH k, n, f, null AS year
//! chain_state
WITH k, count(n) AS nodes, sum(CASE WHEN a + b = 0 THEN 1 ELSE 0 END) AS gaps, sum(CASE WHEN state = '弱链' THEN 1 ELSE 0 END) AS weak,
     sum(CASE WHEN a + b + c = 0 THEN 1 ELSE 0 END) AS empty_nodes, round(100.0 * sum(weight * value) / nullIf(sum(weight), 0), 1) AS score
RETURN k.name AS chain, k.title AS title, score, nodes, gaps, weak, k.listed AS listed,
       k.grade_a AS grade_a, k.grade_b AS grade_b, k.grade_c AS grade_c, empty_nodes
ORDER BY chain
