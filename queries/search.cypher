/*
title: 按名称查企业
question: 名称像这样的企业有哪些？
users: [policymaker, analyst, steward, programs]
params:
  text: {type: text_search, caption: 名称的一部分, example: 恒盛鞋业}
  limit: {type: integer, default: 10, caption: 最多行数}
columns:
  id: 统一编号
  name: 名称
  names: 曾用名与别名
  code: 统一社会信用代码
  town: 乡镇街道
  status: 纳税人状态
  score: 相似得分
  sources: 登记来源
*/
CALL db.index.fulltext.queryNodes('enterprise_text', $text, {limit: 200}) YIELD node, score
RETURN node.id AS id, node.name AS name, coalesce(node.names, []) AS names, node.code AS code, node.town AS town,
       node.status AS status, round(score, 3) AS score, coalesce(node.sources, []) AS sources
ORDER BY score DESC, name, id
LIMIT $limit
