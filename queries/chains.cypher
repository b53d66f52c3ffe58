/*
title: 产业链一览
question: 有哪些产业链，各有多少环节、在册企业和各级证据的企业？
users: [policymaker, analyst, programs]
cost: board
columns:
  chain: 产业链
  title: 简称
  nodes: 环节数
  listed: 在册企业
  grade_a: A级企业
  grade_b: B级企业
  grade_c: 仅经营范围
  empty_nodes: 无企业的环节
*/
MATCH (c:Chain)
RETURN c.name AS chain, c.title AS title, COUNT { (c)<-[:NODE_OF]-() } AS nodes, c.listed AS listed,
       COUNT { MATCH (c)<-[:NODE_OF]-()<-[:PLACED_AT {grade: 'A'}]-(e) RETURN DISTINCT e } AS grade_a,
       COUNT { MATCH (c)<-[:NODE_OF]-()<-[:PLACED_AT {grade: 'B'}]-(e) RETURN DISTINCT e } AS grade_b,
       COUNT { MATCH (c)<-[:NODE_OF]-()<-[:PLACED_AT {grade: 'C'}]-(e) RETURN DISTINCT e } AS grade_c,
       COUNT { MATCH (c)<-[:NODE_OF]-(n) WHERE NOT (n)<-[:PLACED_AT]-() RETURN n } AS empty_nodes
ORDER BY chain
