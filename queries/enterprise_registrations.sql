/*
title: 历次登记
question: 这家企业历次报送的登记名称、负责人、地址、经营范围、状态各是什么，某一天是什么？
note: >-
  市场监管局、税务局历次报送的登记行，已被更正撤下的不列。给出 as_of 时每个名录只列所属期到那一天已经结束的最后一行；
  那时还没有报过的，列第一次报的（reported 为否），只能说明此后的情况。
users: [policymaker, analyst, steward, programs]
params:
  enterprise: {type: enterprise, caption: 企业名称、代码或统一编号, example: 晋江恒盛鞋业有限公司}
  as_of: {type: date, default: null, caption: 只看这一天的}
columns:
  list: 名录
  period: 所属期
  reported: 那一天已报
  name: 登记名称
  legal_representative: 法定代表人或经营者
  address: 地址
  phone: 联系电话
  town: 乡镇街道
  scope: 经营范围
  status: 纳税人状态
  source: 来源
*/
WITH own AS (
    SELECT DISTINCT dataset, delivery, sheet, "row" FROM assigned
    WHERE entity_id = $enterprise AND dataset IN ('company_registration', 'sole_proprietor', 'tax_registration')
),
told AS (
    SELECT '企业登记' AS list, r.src_period AS period, r.name, r.legal_representative, r.address, r.phone, r.town, r.scope,
           NULL AS status, r.source_key AS source
    FROM history_company_registration r JOIN own o ON o.dataset = 'company_registration' AND o.delivery = r.src_delivery
     AND o.sheet = r.src_sheet AND o."row" = r.src_row
    UNION ALL
    SELECT '个体工商户登记', r.src_period, r.name, r.operator, r.address, r.phone, r.town, r.scope, NULL, r.source_key
    FROM history_sole_proprietor r JOIN own o ON o.dataset = 'sole_proprietor' AND o.delivery = r.src_delivery
     AND o.sheet = r.src_sheet AND o."row" = r.src_row
    UNION ALL
    SELECT '税务登记', r.src_period, r.name, NULL, NULL, NULL, r.town, NULL, r.status, r.source_key
    FROM history_tax_registration r JOIN own o ON o.dataset = 'tax_registration' AND o.delivery = r.src_delivery
     AND o.sheet = r.src_sheet AND o."row" = r.src_row
),
dated AS (
    SELECT *, CASE WHEN $as_of IS NOT NULL THEN period < left(strftime($as_of::DATE + 1, '%Y-%m'), length(period)) END AS reported FROM told
)
SELECT list, period, reported, name, legal_representative, address, phone, town, scope, status, source
FROM dated
QUALIFY $as_of IS NULL OR row_number() OVER (PARTITION BY list ORDER BY reported DESC, CASE WHEN reported THEN period END DESC, period, source DESC) = 1
ORDER BY list, period, source
