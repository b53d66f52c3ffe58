/*
title: 城市基础设施配套费
question: 各执收单位逐月收了多少配套费，各是什么项目？
note: >-
  缴款书没有缴款人和项目，不能归到企业。一张缴款书有几个收费项目时，总金额在每行重复，所以只加各行的金额；mismatched 是各行之和与总金额不符的缴款书张数。
users: [policymaker, analyst]
params:
  department: {type: string, default: null, caption: 执收单位名称中的字}
  start: {type: date, default: null, caption: 从哪天起}
  end: {type: date, default: null, caption: 到哪天止}
columns:
  month: 月份
  department_code: 执收单位编码
  department: 执收单位
  item: 收费项目
  receipts: 缴款书张数
  amount: 金额（元）
  mismatched: 与总金额不符的张数
  sources: 来源
*/
WITH lines AS (
    SELECT *, abs(sum(amount) OVER (PARTITION BY payment_no) - total_amount) > 0.01 AS odd
    FROM lake_urban_infrastructure_fee WHERE billed_on IS NOT NULL
)
SELECT strftime(billed_on, '%Y-%m') AS month, collecting_unit_code AS department_code, collecting_unit_name AS department, fee_item AS item,
       count(DISTINCT payment_no) AS receipts, sum(amount)::DOUBLE AS amount, count(DISTINCT payment_no) FILTER (WHERE odd) AS mismatched,
       list(source_key ORDER BY source_key)[1:20] AS sources
FROM lines
WHERE ($department IS NULL OR contains(collecting_unit_name, $department))
  AND ($start IS NULL OR billed_on >= $start::DATE) AND ($end IS NULL OR billed_on <= $end::DATE)
GROUP BY ALL
ORDER BY month, department, item
