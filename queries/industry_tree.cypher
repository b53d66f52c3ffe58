/*
title: 行业树
question: 这个行业（GB/T 4754）下面各细分行业有多少企业、多少在经营？
note: 企业挂在税务所写行业名称对应的最细一级；上级的数包含下级。
users: [analyst, programs]
behind: dev_firms
cost: board
params:
  code: {type: string, default: null, caption: 行业代码，如 C、19；默认看各门类}
columns:
  code: 代码
  name: 行业
  level: 层级
  firms: 企业数
  alive: 近12个月有经营
  children: 下级行业数
*/
MATCH (i:Industry)
WHERE CASE WHEN $code IS NULL THEN i.level = 1 ELSE i.code = $code OR EXISTS { (i)-[:PART_OF]->(:Industry {code: $code}) } END
CALL (i) {
  MATCH (i)<-[:PART_OF*0..3]-(d:Industry)<-[:IN_INDUSTRY]-(e:Enterprise)
  RETURN count(e) AS firms, sum(CASE WHEN e.alive THEN 1 ELSE 0 END) AS alive
}
RETURN i.code AS code, i.name AS name, i.level AS level, firms, alive, COUNT { (i)<-[:PART_OF]-() } AS children
ORDER BY level, code
