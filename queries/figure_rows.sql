/*
title: 数字从何而来
question: 这家企业这一年的这个指标由哪些来源行组成，哪些计入、哪些不计入？
users: [analyst, steward, programs]
cost: board
params:
  enterprise: {type: enterprise, caption: 企业名称、代码或统一编号, example: 晋江恒盛鞋业有限公司}
  figure: {type: string, caption: "指标：tax、revenue、staff、power、subsidy", example: tax}
  year: {type: integer, caption: 年份, example: 2022}
columns:
  month: 月份
  item: 项目
  amount: 数值
  counted: 计入
  why: 说明
  department: 部门
  dataset: 数据集
  file: 文件
  sheet: 工作表
  row: 行号
  source: 来源
*/
WITH own AS (
    -- Only the data sets of the figure asked: the others would be read for nothing.
    SELECT * FROM assigned WHERE entity_id = $enterprise AND dataset IN (
        CASE $figure WHEN 'tax' THEN 'tax_net_revenue' WHEN 'revenue' THEN 'tax_declaration' WHEN 'staff' THEN 'social_insurance'
             WHEN 'power' THEN 'power_consumption' WHEN 'subsidy' THEN 'subsidy_payment' END,
        CASE $figure WHEN 'tax' THEN 'tax_exempt_offset' END)
),
lines AS (
    SELECT 'tax' AS figure, year(r.paid_on) AS year, strftime(r.paid_on, '%Y-%m') AS month,
           concat_ws('·', r.levy_item, r.levy_subitem) AS item, r.amount::DOUBLE AS amount,
           CASE WHEN coalesce(regexp_matches(r.levy_item, rule('excluded_levies')), false) THEN '不是税收'
                WHEN coalesce(regexp_matches(concat_ws(' ', r.budget_subject, r.levy_subitem), rule('excluded_subjects')), false)
                THEN '免抵调科目，另按免抵调计' END AS why, o.dataset, r.src_delivery, r.src_sheet, r.src_row, r.source_key
    FROM lake_tax_net_revenue r JOIN own o ON o.dataset = 'tax_net_revenue' AND o.delivery = r.src_delivery
     AND o.sheet = r.src_sheet AND o."row" = r.src_row
    WHERE $figure = 'tax'
    UNION ALL
    SELECT 'tax', left(r.src_period, 4)::BIGINT, r.src_period, '免抵调', r.amount::DOUBLE, NULL, o.dataset, r.src_delivery, r.src_sheet,
           r.src_row, r.source_key
    FROM lake_tax_exempt_offset r JOIN own o ON o.dataset = 'tax_exempt_offset' AND o.delivery = r.src_delivery
     AND o.sheet = r.src_sheet AND o."row" = r.src_row
    WHERE $figure = 'tax'
    UNION ALL
    SELECT 'revenue', year(r.period_end), strftime(r.period_end, '%Y-%m'), concat_ws('·', r.levy_item, r.levy_subitem),
           r.taxable_income::DOUBLE,
           CASE WHEN r.levy_item IS DISTINCT FROM rule('revenue_levy') THEN '不是增值税'
                WHEN coalesce(regexp_matches(r.levy_subitem, rule('excluded_revenue_subitems')), false) THEN '不是主表行'
                WHEN row_number() OVER (PARTITION BY r.levy_item, r.levy_subitem, r.period_start, r.period_end
                     ORDER BY r.declared_on DESC, r.voucher_no DESC, r.source_key DESC) > 1 THEN '已被更正' END,
           o.dataset, r.src_delivery, r.src_sheet, r.src_row, r.source_key
    FROM lake_tax_declaration r JOIN own o ON o.dataset = 'tax_declaration' AND o.delivery = r.src_delivery
     AND o.sheet = r.src_sheet AND o."row" = r.src_row
    WHERE $figure = 'revenue'
    UNION ALL
    SELECT 'staff', left(r.month, 4)::BIGINT, r.month, r.insurance_type, r.employees::DOUBLE,
           CASE WHEN r.month <> (SELECT max(month) FROM lake_social_insurance WHERE left(month, 4)::BIGINT = $year) THEN '不是年末月份，只用于月均'
                WHEN NOT regexp_matches(r.insurance_type, rule('staff_insurance'))
                 AND (bool_or(regexp_matches(r.insurance_type, rule('staff_insurance'))) OVER (PARTITION BY r.month)
                      OR r.employees < max(r.employees) OVER (PARTITION BY r.month)) THEN '险种不相加' END,
           o.dataset, r.src_delivery, r.src_sheet, r.src_row, r.source_key
    FROM lake_social_insurance r JOIN own o ON o.dataset = 'social_insurance' AND o.delivery = r.src_delivery
     AND o.sheet = r.src_sheet AND o."row" = r.src_row
    WHERE $figure = 'staff'
    UNION ALL
    SELECT 'power', left(r.month, 4)::BIGINT, r.month, r.kind, r.consumption::DOUBLE, NULL, o.dataset, r.src_delivery, r.src_sheet,
           r.src_row, r.source_key
    FROM lake_power_consumption r JOIN own o ON o.dataset = 'power_consumption' AND o.delivery = r.src_delivery
     AND o.sheet = r.src_sheet AND o."row" = r.src_row
    WHERE $figure = 'power'
    UNION ALL
    SELECT 'subsidy', left(r.src_period, 4)::BIGINT, r.src_period, concat_ws('·', r.document_no, r.project_name, r.summary),
           r.amount::DOUBLE, NULL, o.dataset, r.src_delivery, r.src_sheet, r.src_row, r.source_key
    FROM lake_subsidy_payment r JOIN own o ON o.dataset = 'subsidy_payment' AND o.role = '受补企业' AND o.part_no = 0
     AND o.delivery = r.src_delivery AND o.sheet = r.src_sheet AND o."row" = r.src_row
    WHERE $figure = 'subsidy'
)
SELECT l.month, l.item, l.amount, l.why IS NULL AS counted, l.why, c.unit_name AS department, c.name AS dataset, d.file,
       l.src_sheet AS sheet, l.src_row AS "row", l.source_key AS source
FROM lines l
JOIN catalogue_dataset c ON c.key = l.dataset
LEFT JOIN delivery_list d ON d.id = l.src_delivery
WHERE l.figure = $figure AND l.year = $year
ORDER BY l.month, source
