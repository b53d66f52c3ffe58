/*
title: 对照企业明细
question: 与未受补企业的比较里，每家受补企业对照的是哪一家，两家此前此后各多少？
note: 对照的取法见 support_matched；每个数字用 chanye trace 统一编号 --figure revenue --year 年份 打开到来源行。
users: [analyst]
behind: support_profile
cost: board
params:
  after: {type: integer, default: 1, caption: "看首次受补后第几年（0 为当年）"}
  town: {type: string, default: null, caption: 只看这个镇街}
  limit: {type: integer, default: 200, caption: 最多行数}
columns:
  enterprise_id: 受补企业编号
  enterprise: 受补企业
  control_id: 对照企业编号
  control: 对照企业
  first_year: 首次受补年份
  distance: 距离
  revenue_before: 受补企业此前收入（元）
  revenue_after: 受补企业此后收入（元）
  control_before: 对照企业此前收入（元）
  control_after: 对照企业此后收入（元）
  difference: 变化之差（百分点）
*/
MATCH (a:Enterprise)-[m:COMPARED_WITH]->(c:Enterprise) WHERE $town IS NULL OR a.town = $town
MATCH (a)<-[:FIGURES_OF]-(a_old:YearFigures {year: m.first_year - 1}), (c)<-[:FIGURES_OF]-(c_old:YearFigures {year: m.first_year - 1})
OPTIONAL MATCH (a)<-[:FIGURES_OF]-(a_new:YearFigures {year: m.first_year + $after})
OPTIONAL MATCH (c)<-[:FIGURES_OF]-(c_new:YearFigures {year: m.first_year + $after})
RETURN a.id AS enterprise_id, a.name AS enterprise, c.id AS control_id, c.name AS control, m.first_year AS first_year, round(m.distance, 3) AS distance,
       a_old.revenue AS revenue_before, a_new.revenue AS revenue_after, c_old.revenue AS control_before, c_new.revenue AS control_after,
       CASE WHEN a_new.revenue > 0 AND c_new.revenue > 0
            THEN round(100.0 * (log(a_new.revenue / a_old.revenue) - log(c_new.revenue / c_old.revenue)), 1) END AS difference
ORDER BY first_year, enterprise_id
LIMIT $limit
