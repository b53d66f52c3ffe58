/*
title: 镇街逐月
question: 各镇街逐月新设多少企业，税收、收入、用工、用电、补助各多少？
note: >-
  税收按入库月份，含免抵调；收入按所属期的末月，小规模纳税人按季申报，相邻月份不可比，只与上年同月比；补助按所属月份，无法逐月定位的不列。
  没有来源的月份为空，不是零。组内企业见 month_firms。
users: [policymaker, analyst]
behind: month_firms
cost: board
params:
  start: {type: string, caption: 从哪个月起, example: 2022-01}
  end: {type: string, caption: 到哪个月止, example: 2022-12}
  town: {type: string, default: null, caption: 只看这个镇街}
columns:
  month: 月份
  town: 镇街
  born: 新设企业
  taxed: 有税款入库的企业
  tax: 税收贡献（元）
  tax_before_refunds: 不减退税（元）
  declared: 有申报收入的企业
  revenue: 应税收入（元）
  insured: 参保企业
  staff: 参保人数
  metered: 有用电的企业
  power: 用电量（千瓦时）
  subsidised: 受补企业
  subsidy: 补助（元）
*/
WITH span AS (SELECT $start AS first, $end AS last),
//! firm_months
told AS (
    -- Months that a source has at all: there a town without rows has none, elsewhere nobody knows.
    SELECT fact, month FROM facts GROUP BY ALL
)
SELECT f.month, l.town, coalesce(sum(f.amount) FILTER (WHERE f.fact = 'born'), 0)::BIGINT AS born,
       count(*) FILTER (WHERE f.fact = 'tax' AND f.amount > 0) AS taxed, sum(f.amount) FILTER (WHERE f.fact = 'tax') AS tax,
       sum(f.amount) FILTER (WHERE f.fact = 'gross') AS tax_before_refunds,
       count(*) FILTER (WHERE f.fact = 'revenue' AND f.amount > 0) AS declared, sum(f.amount) FILTER (WHERE f.fact = 'revenue') AS revenue,
       count(*) FILTER (WHERE f.fact = 'staff' AND f.amount >= 1) AS insured, sum(f.amount) FILTER (WHERE f.fact = 'staff')::BIGINT AS staff,
       count(*) FILTER (WHERE f.fact = 'power' AND f.amount > 0) AS metered, sum(f.amount) FILTER (WHERE f.fact = 'power') AS power,
       count(*) FILTER (WHERE f.fact = 'subsidy' AND f.amount > 0) AS subsidised,
       CASE WHEN EXISTS (SELECT 1 FROM told t WHERE t.fact = 'subsidy' AND t.month = f.month)
            THEN coalesce(sum(f.amount) FILTER (WHERE f.fact = 'subsidy'), 0) END AS subsidy
FROM facts f JOIN local l USING (entity_id)
WHERE $town IS NULL OR l.town = $town
GROUP BY f.month, l.town
ORDER BY f.month, l.town
