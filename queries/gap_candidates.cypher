/*
title: 谁能补上环节
question: 哪些企业最接近这个缺链或弱链环节，还差什么？
note: >-
  距离 1：经营范围、主要产品或主营业务已写有该环节的词（C 级）。2 至 4：没有写，但行业中类相同得 2 分、大类相同 1 分，词语相近 1 分，已在相邻环节 1 分，
  距离 = 6 − 得分，每个环节留最近的 15 家。是线索，不是结论。不给环节时列全链的缺链环节。
users: [policymaker]
params:
  node: {type: string, default: null, caption: 环节名称，默认全部缺链环节}
  town: {type: string, default: null, caption: 只看这个镇街}
  limit: {type: integer, default: 10, caption: 每个环节最多几家}
columns:
  node: 环节
  state: 状态
  distance: 距离
  id: 统一编号
  name: 企业
  town: 乡镇街道
  industry: 行业
  because: 依据
  missing: 还差什么
  revenue: 应税收入（元）
  staff: 参保人数
  of_year: 指标年份
  sources: 来源
*/
WITH {year: null, scope: ''} AS at
//! chain_nodes
//! chain_state
WITH n, state, a, b WHERE n.name = $node OR ($node IS NULL AND a + b = 0)
CALL (n) {
  MATCH (e:Enterprise)-[p:PLACED_AT {grade: 'C'}]->(n) WHERE $town IS NULL OR e.town = $town
  RETURN e, 1 AS distance, [x IN p.evidence | x + '写有：' + reduce(s = '', w IN p.words | s + CASE s WHEN '' THEN '' ELSE '、' END + w)] AS because,
         [m IN [CASE WHEN NOT e.alive THEN '近12个月没有经营迹象' END, CASE WHEN NOT '行业' IN p.evidence THEN '行业不是该环节的' END,
          CASE WHEN p.in_review THEN '名单匹配待核对' WHEN p.listed_since IS NULL THEN '未在册' END] WHERE m IS NOT NULL] AS missing, p.sources AS sources
  UNION
  MATCH (e:Enterprise)-[j:COULD_JOIN]->(n) WHERE $town IS NULL OR e.town = $town
  RETURN e, j.distance AS distance, j.evidence AS because, ['经营范围没有该环节的产品'] + CASE WHEN any(x IN j.evidence WHERE x STARTS WITH '行业')
         THEN [] ELSE ['行业不是该环节的'] END AS missing, e.sources AS sources
}
CALL (e) {
  OPTIONAL MATCH (e)<-[:FIGURES_OF]-(y:YearFigures) WITH y ORDER BY y.months DESC, y.year DESC LIMIT 1
  RETURN y.revenue AS revenue, y.staff AS staff, y.year AS of_year
}
WITH n, state, distance, e, because, missing, revenue, staff, of_year, sources ORDER BY distance, size(missing), coalesce(revenue, 0) DESC, e.name, e.id
WITH n, state, collect({distance: distance, e: e, because: because, missing: missing, revenue: revenue, staff: staff, of_year: of_year,
     sources: sources})[..$limit] AS nearest
UNWIND range(0, size(nearest) - 1) AS place
WITH n, state, place, nearest[place] AS r
RETURN n.name AS node, state, r.distance AS distance, r.e.id AS id, r.e.name AS name, r.e.town AS town, r.e.industry AS industry, r.because AS because,
       r.missing AS missing, r.revenue AS revenue, r.staff AS staff, r.of_year AS of_year, coalesce(r.sources, []) AS sources
ORDER BY n.position, place
