/*
title: 项目各阶段用时
question: 项目从立项到竣工、从预售到网签，每两步之间一般要多久，各镇街差多少？
note: >-
  只比较两步都有日期的项目；立项和公积金贷款只知月份，取当月1日，误差可达一个月。天数为负（后一步先到）的不计入，另列个数。
  同一阶段有几份许可时取最早的一份。
users: [policymaker, analyst]
behind: project_life
cost: board
params:
  town: {type: string, default: null, caption: 只看这个镇街}
  by_town: {type: boolean, default: false, caption: 是否分镇街}
  start: {type: date, default: null, caption: 前一步不早于哪天}
  end: {type: date, default: null, caption: 前一步不晚于哪天}
columns:
  town: 镇街
  position: 次序
  from_stage: 从
  to_stage: 到
  projects: 项目数
  shortest: 最短（天）
  median: 中位数（天）
  slowest_tenth: 最慢一成（天）
  longest: 最长（天）
  reversed: 次序颠倒的项目数
*/
MATCH (p:Project)
WHERE $town IS NULL OR p.town = $town
UNWIND [
  [1, '立项', '用地规划许可', p.approved_on, p.land_permit_on], [2, '用地规划许可', '工程规划许可', p.land_permit_on, p.planning_on],
  [3, '工程规划许可', '招投标', p.planning_on, p.awarded_on], [4, '招投标', '施工许可', p.awarded_on, p.permitted_on],
  [5, '施工许可', '竣工备案', p.permitted_on, p.completed_on], [6, '施工许可', '预售许可', p.permitted_on, p.presale_on],
  [7, '预售许可', '首份网签', p.presale_on, p.contracted_on], [8, '首份网签', '首笔公积金贷款', p.contracted_on, p.loaned_on],
  [9, '立项', '竣工备案', p.approved_on, p.completed_on]
] AS step
WITH CASE WHEN $by_town THEN p.town END AS town, step[0] AS position, step[1] AS from_stage, step[2] AS to_stage, step[3] AS began,
     duration.inDays(step[3], step[4]).days AS days
WHERE days IS NOT NULL AND ($start IS NULL OR began >= $start) AND ($end IS NULL OR began <= $end)
WITH town, position, from_stage, to_stage, [d IN collect(days) WHERE d >= 0] AS spans, sum(CASE WHEN days < 0 THEN 1 ELSE 0 END) AS reversed
UNWIND CASE WHEN spans = [] THEN [null] ELSE spans END AS days
RETURN town, position, from_stage, to_stage, count(days) AS projects, min(days) AS shortest, percentileCont(days, 0.5) AS median,
       percentileCont(days, 0.9) AS slowest_tenth, max(days) AS longest, reversed
ORDER BY town, position
