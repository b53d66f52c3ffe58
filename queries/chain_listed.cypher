/*
title: 产业链名单
question: 官方名单（产业链信息）上这条链有哪些企业，名单写的上中下游与推断的环节各是什么？
note: 名单只有链与上中下游，没有环节；环节由行业、产品、经营范围推断。还没有认定是谁的名单行不在其中，见 chain_unreviewed。
users: [policymaker, steward]
cost: board
params:
  chain: {type: string, caption: 产业链名称或简称, example: 鞋服}
  stage: {type: string, default: null, caption: 只看上游、中游或下游}
  limit: {type: integer, default: 500, caption: 最多行数}
columns:
  stage: 名单上中下游
  id: 统一编号
  name: 企业
  town: 乡镇街道
  first_year: 首次在册年份
  last_year: 最近在册年份
  placed: 推断的环节
  alive: 近12个月有经营
  status: 纳税人状态
  sources: 名单行
*/
MATCH (e:Enterprise)-[l:LISTED_IN]->(k:Chain) WHERE $chain IN [k.name, k.title] AND ($stage IS NULL OR l.stage = $stage)
RETURN l.stage AS stage, e.id AS id, e.name AS name, e.town AS town, l.first_year AS first_year, l.last_year AS last_year,
       COLLECT { MATCH (e)-[p:PLACED_AT]->(n:ChainNode {chain: k.name}) RETURN n.stage + '·' + n.name + '（' + p.grade + '）' ORDER BY n.position } AS placed,
       e.alive AS alive, e.status AS status, l.sources AS sources
ORDER BY CASE l.stage WHEN '上游' THEN 0 WHEN '中游' THEN 1 ELSE 2 END, name, id
LIMIT $limit
