/*
title: 异地办公企业
question: 哪些企业在辖区办公而登记在别处，有没有两个镇街都报了的？
note: 镇街各报各的，同一企业可能被两个镇街认领（claimed_by 多于一个）；本市登记名单里没有的是外地登记。这是唯一有注册资本的名单。
users: [policymaker, analyst, steward]
cost: board
params:
  town: {type: string, default: null, caption: 只看这个镇街报的}
  disputed: {type: boolean, default: false, caption: 只看几个镇街都报的}
columns:
  id: 统一编号
  name: 企业
  code: 统一社会信用代码
  registered: 本市已登记
  registered_town: 登记镇街
  claimed_by: 报送镇街
  capital: 注册资本（元）
  alive: 近12个月有经营
  sources: 来源
*/
MATCH (:Register {name: '异地办公企业'})<-[r:ON_REGISTER]-(e:Enterprise)
WITH e, r ORDER BY r.town, r.source
WITH e, collect(DISTINCT r.town) AS claimed_by, max(r.capital) AS capital, collect(r.source) AS sources
WHERE ($town IS NULL OR $town IN claimed_by) AND (NOT $disputed OR size(claimed_by) > 1)
RETURN e.id AS id, e.name AS name, e.code AS code, e.registered AS registered, e.town AS registered_town, claimed_by, capital, e.alive AS alive, sources
ORDER BY size(claimed_by) DESC, capital DESC, name, id
