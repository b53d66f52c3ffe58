/*
title: 名单与依据不一致
question: 产业链名单（产业链信息）与从登记、税务、经营推断的环节，哪些企业对不上？
note: >-
  名单只有链与上中下游，没有环节。“在册已注销”“在册无经营”“在册环节不明”“在册阶段不符”是名单要核对的；“未列入名单”为行业相符、有经营、
  最近完整年份的应税收入不低于下限而不在册的，供增补参考，不是结论。
users: [policymaker, steward]
cost: board
params:
  chain: {type: string, caption: 产业链名称或简称, example: 鞋服}
  least: {type: float, default: 20000000, caption: 未列入名单的，应税收入不低于（元）}
  limit: {type: integer, default: 500, caption: 最多行数}
columns:
  kind: 不一致
  id: 统一编号
  name: 企业
  town: 乡镇街道
  listed_stage: 名单上中下游
  listed: 在册年份
  placed: 推断的环节
  words: 命中词
  industry: 行业
  last_active: 最近活动月份
  revenue: 应税收入（元）
  sources: 来源
*/
MATCH (k:Chain) WHERE $chain IN [k.name, k.title]
CALL (k) {
  MATCH (e:Enterprise)-[l:LISTED_IN]->(k)
  WITH e, l, COLLECT { MATCH (e)-[p:PLACED_AT]->(n:ChainNode {chain: k.name}) RETURN {stage: n.stage, told: n.stage + '·' + n.name + '（' + p.grade + '）',
       words: p.words} ORDER BY n.position } AS places, EXISTS { (e)-[:STOOD_AT]->(:ChainNode) } AS closed
  WITH e, l, places, CASE WHEN closed OR e.status IN ['注销', '核销报验'] THEN '1 在册已注销' WHEN NOT e.alive THEN '2 在册无经营'
       WHEN size(places) = 0 THEN '4 在册环节不明' WHEN NOT l.stage IN [x IN places | x.stage] THEN '3 在册阶段不符' END AS kind
  WHERE kind IS NOT NULL
  RETURN kind, e, l.stage AS listed_stage, l.first_year + '-' + l.last_year AS listed, places, l.sources AS sources, 0.0 AS size
  UNION
  MATCH (k)<-[:NODE_OF]-(:ChainNode)<-[p:PLACED_AT {grade: 'B'}]-(e:Enterprise) WHERE p.revenue >= $least
  WITH DISTINCT k, e, p.revenue AS revenue WHERE NOT EXISTS { (e)-[:LISTED_IN]->(k) }
  RETURN '5 未列入名单' AS kind, e, null AS listed_stage, null AS listed, COLLECT { MATCH (e)-[p:PLACED_AT]->(n:ChainNode {chain: k.name})
         RETURN {stage: n.stage, told: n.stage + '·' + n.name + '（' + p.grade + '）', words: p.words} ORDER BY n.position } AS places,
         e.sources AS sources, revenue AS size
}
WITH kind, e, listed_stage, listed, places, sources, size ORDER BY kind, size DESC, e.name, e.id, listed_stage LIMIT $limit
RETURN substring(kind, 2) AS kind, e.id AS id, e.name AS name, e.town AS town, listed_stage, listed, [x IN places | x.told] AS placed,
       reduce(w = [], x IN places | w + [v IN coalesce(x.words, []) WHERE NOT v IN w]) AS words, e.industry AS industry,
       e.last_active AS last_active, COLLECT { MATCH (e)<-[:FIGURES_OF]-(y:YearFigures) WHERE y.revenue IS NOT NULL RETURN y.revenue
       ORDER BY y.months DESC, y.year DESC LIMIT 1 }[0] AS revenue, coalesce(sources, []) AS sources
