/*
title: 跨区域报验
question: 外来企业在各镇街报验了多少项目，合同金额多少，分别是谁？
note: 多为外地建筑企业，不在本市登记名单。同一管理编号延期再报时金额重复，只计一次。经营地里写到的镇街算作所在镇街。
users: [policymaker, analyst]
cost: board
params:
  town: {type: string, default: null, caption: 只看这个镇街}
  year: {type: integer, default: null, caption: 首次报验年份}
  as_of: {type: date, default: null, caption: 只看这一天仍在有效期内的}
  limit: {type: integer, default: 300, caption: 最多行数}
columns:
  town: 镇街
  id: 统一编号
  name: 企业
  registered: 本市已登记
  home_place: 注册地
  jobs: 项目数
  amount: 合同金额（元）
  first_on: 最早报验
  valid_to: 最晚有效期
  projects: 参与的本地项目数
  sources: 来源
*/
MATCH (j:CrossRegionJob)<-[:REPORTS]-(e:Enterprise)
WHERE ($year IS NULL OR j.reported_on.year = $year) AND ($as_of IS NULL OR (j.valid_from <= $as_of AND j.valid_to >= $as_of))
OPTIONAL MATCH (j)-[:LOCATED_IN]->(t:Town)
WITH e, j, t.name AS town ORDER BY j.reported_on, j.sources[0]
WHERE $town IS NULL OR town = $town
WITH town, e, count(j) AS jobs, sum(j.amount) AS amount, min(j.reported_on) AS first_on, max(j.valid_to) AS valid_to, min(j.home_place) AS home_place,
     reduce(a = [], s IN collect(j.sources)[..20] | a + s)[..20] AS sources
RETURN town, e.id AS id, e.name AS name, e.registered AS registered, home_place, jobs, amount, first_on, valid_to,
       COUNT { MATCH (e)-[:TAKES_PART_IN]->(p:Project) RETURN DISTINCT p } AS projects, sources
ORDER BY amount DESC, id, town
LIMIT $limit
