/*
title: 一条链的环节
note: >-
  Takes `at`, a map of year (or nothing) and scope ('town:' or 'park:' and its name, or '' for the city); gives k, n, f and year. No rows where
  the year, town or park is unknown: an unknown place has no gaps.
params:
  chain: {type: string, caption: 产业链名称或简称, example: 鞋服}
*/
MATCH (k:Chain) WHERE $chain IN [k.name, k.title]
WITH k, at.year AS year, at.scope AS scope
WHERE (year IS NULL OR EXISTS { (:YearFigures {year: year}) })
  AND (scope = '' OR (scope STARTS WITH 'town:' AND EXISTS { (:Town {name: substring(scope, 5)}) })
       OR (scope STARTS WITH 'park:' AND EXISTS { (:Park {name: substring(scope, 5)}) }))
MATCH (n:ChainNode)-[:NODE_OF]->(k)
OPTIONAL MATCH (f:NodeFigures {key: n.key + '@' + coalesce(toString(year), 'now') + '@' + scope})
