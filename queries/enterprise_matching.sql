/*
title: 企业的匹配质量
question: 各数据集有多少行认定为这家企业，凭什么认定，还有哪些行待核对、牵涉多少补助？
note: 待核对的行拟归到这家企业而还没有定，不计入任何数字；金额只有补助一项，同一行的受补企业与收款人各列一行。
users: [analyst, steward, programs]
cost: board
params:
  enterprise: {type: enterprise, caption: 企业名称、代码或统一编号, example: 晋江恒盛鞋业有限公司}
columns:
  department: 部门
  dataset: 数据集
  role: 角色
  decision: 认定
  tier: 依据层级
  rows: 行数
  amount: 涉及补助（元）
  probability: 最低把握
  first_period: 最早所属期
  last_period: 最近所属期
  written: 写法（前五种）
  sources: 来源（前五行）
*/
WITH own AS (
    SELECT mention_id, decision, tier, probability FROM match
    WHERE known_to IS NULL
      AND (decision IN ('match', 'review', 'ambiguous') AND entity_id = $enterprise OR decision = 'none' AND own_entity_id = $enterprise)
),
named AS (
    SELECT s.*, o.decision, o.tier, o.probability, n.name,
           s.dataset || '/' || s.period || '/' || s.delivery || '#' || s.sheet || '!' || s."row" AS source
    FROM mention_source s JOIN own o USING (mention_id) JOIN mention n USING (mention_id)
),
counted AS (
    SELECT c.unit_name AS department, c.name AS dataset, n.role, CASE WHEN n.decision IN ('review', 'ambiguous') THEN '待核对' ELSE '已认定' END AS decision,
           n.tier, count(*) AS rows, round(sum(p.amount::DOUBLE), 2) AS amount, round(min(n.probability), 4) AS probability,
           min(n.period) AS first_period, max(n.period) AS last_period,
           list(DISTINCT n.name ORDER BY n.name)[1:5] AS written, list(n.source ORDER BY n.source)[1:5] AS sources
    FROM named n
    JOIN catalogue_dataset c ON c.key = n.dataset
    LEFT JOIN lake_subsidy_payment p ON n.dataset = 'subsidy_payment' AND p.source_key = n.source
    GROUP BY c.unit_name, c.name, n.role, n.tier, CASE WHEN n.decision IN ('review', 'ambiguous') THEN '待核对' ELSE '已认定' END
)
SELECT department, dataset, role, decision, tier, rows, amount, probability, first_period, last_period, written, sources FROM counted
ORDER BY CASE decision WHEN '待核对' THEN 0 ELSE 1 END, department, dataset, role, tier
