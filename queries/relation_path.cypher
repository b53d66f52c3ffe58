/*
title: 两家企业的关系路径
question: 这两家企业之间通过人员、项目、宗地、楼宇、补助怎样相连？
note: 镇街、行业、产业链、园区、数据集人人相连，不算关系；不经过银行、保险、小贷、担保机构和 50 家以上企业共有的人、项目、宗地、楼宇。只给最短的路径。
users: [analyst]
params:
  start: {type: enterprise, caption: 一家企业, example: 晋江恒盛鞋业有限公司}
  end: {type: enterprise, caption: 另一家企业, example: 福建安固建设工程有限公司}
  limit: {type: integer, default: 5, caption: 最多几条路径}
columns:
  hops: 步数
  names: 经过
  labels: 类型
  relations: 关系
  ids: 编号
  sources: 来源
*/
MATCH (a:Enterprise {id: $start}), (b:Enterprise {id: $end}) WHERE a <> b
OPTIONAL MATCH (x:Enterprise)-[:ON_REGISTER]->(g:Register) WHERE g.name IN ['银行机构', '保险机构', '小额贷款公司', '融资担保公司'] AND x <> a AND x <> b
WITH a, b, collect(DISTINCT x) AS lenders
MATCH p = allShortestPaths((a)-[:REPRESENTS|BRANCH_OF|SUCCEEDS|TAKES_PART_IN|HAS_RIGHT_IN|OCCUPIES|DEVELOPED|GRANTED_TO|PAID_TO|ON_PARCEL|POSSIBLY_SAME*..6]-(b))
WHERE none(n IN nodes(p) WHERE n IN lenders OR (NOT n:Enterprise
           AND COUNT { (n)-[:REPRESENTS]->() } + COUNT { (n)<-[:TAKES_PART_IN]-() } + COUNT { (n)<-[:HAS_RIGHT_IN]-() } + COUNT { (n)<-[:OCCUPIES]-() } > 50))
WITH [n IN nodes(p) | coalesce(n.id, n.key)] AS ids, p ORDER BY [r IN relationships(p) | coalesce(r.role, type(r))]
WITH ids, collect(p) AS ways
WITH ids, head(ways) AS p, ways
RETURN length(p) AS hops, [n IN nodes(p) | coalesce(n.name, n.summary, n.key)] AS names, [n IN nodes(p) | labels(n)[0]] AS labels,
       [r IN relationships(p) | type(r) + coalesce('（' + r.role + '）', '')] AS relations, ids,
       reduce(a = [], w IN ways | a + [r IN relationships(w) WHERE NOT coalesce(r.source, r.sources[0], startNode(r).key) IN a
         | coalesce(r.source, r.sources[0], startNode(r).key)])[..20] AS sources
ORDER BY hops, ids, relations
LIMIT $limit
