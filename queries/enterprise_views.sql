/*
title: 各部门怎么说
question: 各部门报送的名称、代码、负责人、电话、地址、镇街、行业与登记一致吗，哪里不一致？
note: >-
  “登记”为市场监管部门的登记，没有时为税务登记。比较用规范化后的写法（繁简、全角不算不同）。人员、电话在项目类数据里多为联系人，
  与法定代表人不同不一定是错误；行业只比较税务登记。已认定为这家企业的记录才在其中，待核对的见 enterprise_matching。
users: [analyst, steward, programs]
cost: board
params:
  enterprise: {type: enterprise, caption: 企业名称、代码或统一编号, example: 晋江恒盛鞋业有限公司}
columns:
  field: 项目
  value: 写法
  verdict: 与登记相比
  datasets: 数据集
  departments: 部门
  rows: 行数
  first_period: 最早所属期
  last_period: 最近所属期
  sources: 来源（前五行）
*/
WITH own AS (
    SELECT mention_id FROM match
    WHERE known_to IS NULL AND (decision = 'match' AND entity_id = $enterprise OR decision = 'none' AND own_entity_id = $enterprise)
),
named AS (
    SELECT s.*, n.name, n.name_norm, n.code, n.person, n.phone, n.address, n.town, n.industry,
           CASE WHEN s.dataset IN ('company_registration', 'sole_proprietor') THEN 1 WHEN s.dataset = 'tax_registration' THEN 2 END AS rank
    FROM mention_source s JOIN own USING (mention_id) JOIN mention n USING (mention_id)
),
told AS (
    SELECT 1 AS place, '名称' AS field, name AS value, name_norm AS compared, * EXCLUDE (name, name_norm) FROM named
    UNION ALL BY NAME SELECT 2 AS place, '代码' AS field, code AS value, code AS compared, * FROM named
    UNION ALL BY NAME SELECT 3 AS place, '法定代表人或联系人' AS field, person AS value, person AS compared, * FROM named
    UNION ALL BY NAME SELECT 4 AS place, '电话' AS field, phone AS value, phone AS compared, * FROM named
    UNION ALL BY NAME SELECT 5 AS place, '地址' AS field, address AS value, address AS compared, * FROM named
    UNION ALL BY NAME SELECT 6 AS place, '镇街' AS field, town AS value, town AS compared, * FROM named
    UNION ALL BY NAME SELECT 7 AS place, '行业' AS field, industry AS value, industry AS compared, * FROM named WHERE dataset = 'tax_registration'
),
registered AS (
    SELECT DISTINCT place, compared FROM told WHERE rank IS NOT NULL AND compared IS NOT NULL
    QUALIFY rank = min(rank) OVER (PARTITION BY place)
),
other AS (SELECT name FROM entity_name WHERE entity_id = $enterprise AND kind <> 'current'),
views AS (
    SELECT t.place, t.field, min(t.value) AS value,
           CASE WHEN t.compared IN (SELECT compared FROM registered r WHERE r.place = t.place) THEN '一致'
                WHEN t.place = 1 AND bool_or(t.value IN (SELECT name FROM other)) THEN '曾用名'
                WHEN NOT EXISTS (SELECT 1 FROM registered r WHERE r.place = t.place) THEN '登记未载' ELSE '不同' END AS verdict,
           list(DISTINCT c.name ORDER BY c.name) AS datasets, list(DISTINCT c.unit_name ORDER BY c.unit_name) AS departments, count(*) AS rows,
           min(t.period) AS first_period, max(t.period) AS last_period,
           list(t.dataset || '/' || t.period || '/' || t.delivery || '#' || t.sheet || '!' || t."row"
                ORDER BY t.rank NULLS LAST, t.dataset, t.period, t.delivery, t.sheet, t."row")[1:5] AS sources
    FROM told t JOIN catalogue_dataset c ON c.key = t.dataset
    WHERE t.value IS NOT NULL
    GROUP BY t.place, t.field, t.compared
)
SELECT field, value, verdict, datasets, departments, rows, first_period, last_period, sources FROM views
ORDER BY place, CASE verdict WHEN '一致' THEN 0 WHEN '曾用名' THEN 1 ELSE 2 END, rows DESC, value
