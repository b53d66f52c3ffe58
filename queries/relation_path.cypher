/*
title: 两家企业的关系路径
question: 这两家企业之间通过人员、项目、宗地、楼宇、补助怎样相连？
note: 镇街、行业、产业链、数据集人人相连，不算关系。只给最短的路径。
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
*/
MATCH (a:Enterprise {id: $start}), (b:Enterprise {id: $end}) WHERE a <> b
MATCH p = allShortestPaths((a)-[:REPRESENTS|BRANCH_OF|TAKES_PART_IN|HAS_RIGHT_IN|OCCUPIES|DEVELOPED|GRANTED_TO|PAID_TO|ON_PARCEL|POSSIBLY_SAME*..6]-(b))
RETURN length(p) AS hops, [n IN nodes(p) | coalesce(n.name, n.summary, n.key)] AS names, [n IN nodes(p) | labels(n)[0]] AS labels,
       [r IN relationships(p) | type(r) + coalesce('（' + r.role + '）', '')] AS relations, [n IN nodes(p) | coalesce(n.id, n.key)] AS ids
ORDER BY hops, ids, relations
LIMIT $limit
