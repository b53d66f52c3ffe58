/*
title: 补助的匹配情况
question: 补助里有多少钱认定到了本市登记的企业，多少给了名录外的主体，多少还待核对？
note: 按“企业名称”一栏认定。待核对的钱不计入任何企业、镇街、行业；名录外的是个人、村居、机关、外地企业或名录没有的名称。
users: [policymaker, analyst, steward]
cost: board
params:
  year: {type: integer, default: null, caption: 只看这一年}
columns:
  decision: 认定
  reason: 缘由
  payments: 笔数
  amount: 金额（元）
  local: 本级补助（元）
  upper: 上级资金（元）
  names: 名称写法数
  sources: 来源（前五行）
*/
WITH named AS (
    SELECT s.delivery, s.sheet, s."row", m.decision, m.reason, n.name_norm, coalesce(e.registered, false) AS registered
    FROM mention_source s JOIN match m USING (mention_id) JOIN mention n USING (mention_id)
    LEFT JOIN entity e ON e.entity_id = CASE m.decision WHEN 'match' THEN m.entity_id END
    WHERE s.dataset = 'subsidy_payment' AND s.role = '受补企业' AND s.part_no = 0 AND m.known_to IS NULL
),
lines AS (
    SELECT p.source_key, p.amount::DOUBLE AS amount, nullif(trim(p.upper_document_no), '') IS NOT NULL AS upper, n.*
    FROM lake_subsidy_payment p
    LEFT JOIN named n ON n.delivery = p.src_delivery AND n.sheet = p.src_sheet AND n."row" = p.src_row
    WHERE $year IS NULL OR left(p.src_period, 4)::BIGINT = $year
)
SELECT CASE WHEN decision IS NULL THEN '没有写企业' WHEN decision IN ('review', 'ambiguous') THEN '待核对' WHEN registered THEN '认定到登记企业'
            ELSE '名录外' END AS decision,
       CASE WHEN decision = 'none' OR (decision = 'match' AND NOT registered) THEN
            CASE reason WHEN 'person' THEN '个人' WHEN 'public_body' THEN '机关、学校、村居' WHEN 'other_place' THEN '外地企业' ELSE '名录里没有' END END AS reason,
       count(*) AS payments, sum(amount) AS amount, sum(CASE WHEN upper THEN 0 ELSE amount END) AS local,
       sum(CASE WHEN upper THEN amount ELSE 0 END) AS upper, count(DISTINCT name_norm) AS names, list(source_key ORDER BY source_key)[1:5] AS sources
FROM lines
GROUP BY 1, 2
ORDER BY amount DESC, 1, 2
