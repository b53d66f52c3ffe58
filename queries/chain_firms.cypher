/*
title: 环节企业
question: 产业链的这个环节有哪些企业，依据是什么？
users: [policymaker, analyst]
params:
  chain: {type: string, caption: 产业链名称或简称, example: 鞋服}
  node: {type: string, default: null, caption: 环节名称，默认全部}
  grade: {type: string, default: null, caption: 只看这个证据等级}
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
  sources: 来源
*/
MATCH (c:Chain) WHERE $chain IN [c.name, c.title]
MATCH (c)<-[:NODE_OF]-(n:ChainNode)<-[p:PLACED_AT]-(e:Enterprise)
WHERE ($node IS NULL OR n.name = $node) AND ($grade IS NULL OR p.grade = $grade)
RETURN n.stage AS stage, n.name AS node, e.id AS id, e.name AS name, e.town AS town, p.grade AS grade,
       p.evidence AS evidence, coalesce(p.words, []) AS words, e.alive AS alive, coalesce(p.sources, []) AS sources
ORDER BY n.position, grade, name, id
LIMIT $limit
