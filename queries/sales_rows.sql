/*
title: 网签数字从何而来
question: 这个项目的网签份数和金额由哪些来源行组成，哪些计入、哪些重复？
note: 合同行与汇总行是同一件事的两种粒度，不能相加；同一合同编号只计一次。地址、房号属个人信息，不列。
users: [analyst, steward]
params:
  project: {type: string, caption: 备案项目的编号或名称, example: 恒盛智能工厂}
  month: {type: string, default: null, caption: 只看这个月，如 2022-05}
columns:
  month: 月份
  grain: 粒度
  contract_no: 合同编号
  signed_on: 签订日期
  floor_area: 面积（平方米）
  total_price: 金额（元）
  homes_sold: 汇总套数
  sales_amount: 汇总金额（元）
  counted: 计入
  source: 来源
*/
WITH own AS (
    SELECT entity_id FROM entity WHERE kind = 'prj' AND known_to IS NULL AND (entity_id = $project OR name = $project)
),
lines AS (
    SELECT coalesce(strftime(r.signed_on, '%Y-%m'), r.src_period) AS month, r.*, a.entity_id
    FROM lake_presale_contract r
    JOIN assigned a ON a.kind = 'prj' AND a.dataset = 'presale_contract' AND a.delivery = r.src_delivery AND a.sheet = r.src_sheet
     AND a."row" = r.src_row
    JOIN own USING (entity_id)
),
marked AS (
    SELECT *, CASE WHEN contract_no IS NULL
                   THEN row_number() OVER (PARTITION BY entity_id, contract_no, month ORDER BY homes_sold DESC, source_key) = 1
                   ELSE row_number() OVER (PARTITION BY entity_id, contract_no ORDER BY month, source_key) = 1 END AS counted
    FROM lines
)
SELECT month, CASE WHEN contract_no IS NULL THEN '汇总' ELSE '合同' END AS grain, contract_no, signed_on, floor_area::DOUBLE AS floor_area,
       total_price::DOUBLE AS total_price, homes_sold, sales_amount::DOUBLE AS sales_amount, counted, source_key AS source
FROM marked
WHERE $month IS NULL OR month = $month
ORDER BY month, grain, contract_no, source
