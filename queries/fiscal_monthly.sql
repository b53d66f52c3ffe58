/*
title: 财政收支月报
question: 各科目逐月的收支数是多少？
note: 科目是一棵树：代码更长的是明细，已含在上级科目里，不能相加，可用 level 选同一层。报表没有注明本月数还是累计数，照原样列出。
users: [policymaker, analyst]
params:
  subject: {type: string, default: null, caption: 科目代码开头或名称中的字}
  level: {type: integer, default: null, caption: "只看这一层：1 类、2 款、3 项、4 目"}
  start: {type: string, default: null, caption: 从哪个月起，如 2022-01}
  end: {type: string, default: null, caption: 到哪个月止}
columns:
  month: 月份
  side: 收支
  level: 层级
  subject_code: 科目代码
  subject: 科目
  parent_code: 上级科目
  amount: 金额（元）
  source: 来源
*/
SELECT src_period AS month, CASE WHEN starts_with(subject_code, '1') THEN '收入' WHEN starts_with(subject_code, '2') THEN '支出' END AS side,
       (length(subject_code) - 1) // 2 AS level, subject_code, subject_name AS subject,
       CASE WHEN length(subject_code) > 3 THEN left(subject_code, length(subject_code) - 2) END AS parent_code, amount::DOUBLE AS amount,
       source_key AS source
FROM lake_fiscal_monthly_report
WHERE ($subject IS NULL OR starts_with(subject_code, $subject) OR contains(subject_name, $subject))
  AND ($level IS NULL OR (length(subject_code) - 1) // 2 = $level)
  AND ($start IS NULL OR src_period >= $start) AND ($end IS NULL OR src_period <= $end)
ORDER BY month, subject_code, source
