/*
title: 企业当月
question: 这个月各企业的税收、收入、用工、用电、补助各多少，上月和上年同月各多少？
note: 口径与 month_towns 相同，各企业之和即镇街之数；每个数字用 chanye trace 统一编号 --figure 指标 --year 年份 打开到来源行。
users: [policymaker, analyst, programs]
behind: figure_rows
cost: board
params:
  month: {type: string, caption: 月份, example: 2022-06}
  town: {type: string, default: null, caption: 只看这个镇街}
  order: {type: string, default: tax, caption: "排序：tax 税收从高到低，fall 税收比上年同月减少最多，staff_fall 参保减少最多，power_fall 用电减少最多", values: [tax, fall, staff_fall, power_fall]}
  limit: {type: integer, default: 100, caption: 最多行数}
columns:
  enterprise_id: 统一编号
  enterprise: 企业
  town: 镇街
  industry: 行业
  month: 月份
  tax: 税收贡献（元）
  tax_last_month: 上月税收贡献（元）
  tax_year_before: 上年同月税收贡献（元）
  revenue: 应税收入（元）
  revenue_year_before: 上年同月应税收入（元）
  staff: 参保人数
  staff_last_month: 上月参保人数
  staff_year_before: 上年同月参保人数
  power: 用电量（千瓦时）
  power_last_month: 上月用电量（千瓦时）
  power_year_before: 上年同月用电量（千瓦时）
  subsidy: 补助（元）
*/
WITH span AS (
    SELECT $month AS last, strftime(($month || '-01')::DATE - INTERVAL 12 MONTH, '%Y-%m') AS first,
           strftime(($month || '-01')::DATE - INTERVAL 1 MONTH, '%Y-%m') AS before
),
//! firm_months
placed AS (
    SELECT f.fact, f.entity_id, f.amount, CASE f.month WHEN s.last THEN 'now' WHEN s.before THEN 'before' WHEN s.first THEN 'year' END AS moment
    FROM facts f, span s WHERE f.month IN (s.last, s.before, s.first)
),
firms AS (
    SELECT entity_id,
           sum(amount) FILTER (WHERE fact = 'tax' AND moment = 'now') AS tax, sum(amount) FILTER (WHERE fact = 'tax' AND moment = 'before') AS tax_last_month,
           sum(amount) FILTER (WHERE fact = 'tax' AND moment = 'year') AS tax_year_before,
           sum(amount) FILTER (WHERE fact = 'revenue' AND moment = 'now') AS revenue,
           sum(amount) FILTER (WHERE fact = 'revenue' AND moment = 'year') AS revenue_year_before,
           sum(amount) FILTER (WHERE fact = 'staff' AND moment = 'now')::BIGINT AS staff,
           sum(amount) FILTER (WHERE fact = 'staff' AND moment = 'before')::BIGINT AS staff_last_month,
           sum(amount) FILTER (WHERE fact = 'staff' AND moment = 'year')::BIGINT AS staff_year_before,
           sum(amount) FILTER (WHERE fact = 'power' AND moment = 'now') AS power, sum(amount) FILTER (WHERE fact = 'power' AND moment = 'before') AS power_last_month,
           sum(amount) FILTER (WHERE fact = 'power' AND moment = 'year') AS power_year_before,
           sum(amount) FILTER (WHERE fact = 'subsidy' AND moment = 'now') AS subsidy
    FROM placed GROUP BY entity_id
)
SELECT l.entity_id AS enterprise_id, l.name AS enterprise, l.town, l.industry, $month AS month, f.* EXCLUDE (entity_id)
FROM firms f JOIN local l USING (entity_id)
WHERE $town IS NULL OR l.town = $town
ORDER BY CASE $order WHEN 'fall' THEN coalesce(f.tax_year_before, 0) - coalesce(f.tax, 0)
                     WHEN 'staff_fall' THEN coalesce(f.staff_year_before, 0) - coalesce(f.staff, 0)
                     WHEN 'power_fall' THEN coalesce(f.power_year_before, 0) - coalesce(f.power, 0)
                     ELSE coalesce(f.tax, 0) END DESC, enterprise_id
LIMIT $limit
