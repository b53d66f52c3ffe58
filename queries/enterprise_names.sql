/*
title: 企业当时的名称
question: 这家企业先后用过哪些名称，某一天叫什么？
note: 市场监管局不报曾用名；这里由历次报送里同一代码的名称推得，日期是名称出现的时段，不是变更登记日。
users: [analyst, steward, programs]
params:
  enterprise: {type: enterprise, caption: 企业名称、代码或统一编号, example: 晋江恒盛鞋业有限公司}
  as_of: {type: date, default: null, caption: 只看这一天用的名称}
columns:
  name: 名称
  kind: 类别
  valid_from: 最早出现
  valid_to: 最晚出现
  source: 来源
*/
SELECT name, CASE kind WHEN 'current' THEN '现用名' WHEN 'former' THEN '曾用名' ELSE '写法' END AS kind, valid_from, valid_to, source_key AS source
FROM entity_name
WHERE entity_id = $enterprise
  AND ($as_of IS NULL OR (coalesce(valid_from::DATE, DATE '1900-01-01') <= $as_of::DATE AND coalesce(valid_to::DATE, DATE '9999-12-31') >= $as_of::DATE))
ORDER BY CASE entity_name.kind WHEN 'current' THEN 0 WHEN 'former' THEN 1 ELSE 2 END, valid_from, name, source
