/*
title: 项目所处阶段
question: 各镇街有多少项目走到了哪一步，总投资多少？
note: 已到阶段是最靠后的一步；总投资取重点项目的，没有时取立项的，再没有取招商的。只在预售、公积金、分包或招商名单里出现的项目没有阶段。
users: [policymaker, analyst]
behind: project_life
cost: board
params:
  town: {type: string, default: null, caption: 只看这个镇街}
  by_town: {type: boolean, default: false, caption: 是否分镇街}
columns:
  town: 镇街
  stage: 已到阶段
  projects: 项目数
  with_investment: 其中有总投资的
  investment: 总投资（元）
  first_on: 最早到达
  last_on: 最近到达
  ids: 项目编号（前20个）
*/
MATCH (p:Project)
WHERE $town IS NULL OR p.town = $town
WITH CASE WHEN $by_town THEN p.town END AS town, p ORDER BY p.id
WITH town, p.stage AS stage, count(p) AS projects, count(p.investment) AS with_investment, sum(p.investment) AS investment, min(p.stage_on) AS first_on,
     max(p.stage_on) AS last_on, collect(p.id)[..20] AS ids
WITH *, CASE stage WHEN '立项' THEN 1 WHEN '用地规划许可' THEN 2 WHEN '工程规划许可' THEN 3 WHEN '招投标' THEN 4 WHEN '施工许可' THEN 5
               WHEN '竣工备案' THEN 6 ELSE 7 END AS place
RETURN town, coalesce(stage, '未见许可') AS stage, projects, with_investment, investment, first_on, last_on, ids
ORDER BY town, place
