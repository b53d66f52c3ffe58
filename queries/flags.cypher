/*
title: 线索一览
question: 各类线索各有多少条，把握如何，涉及多少企业和多少钱？
note: 线索不是结论：每条都要人看。金额是涉及的拨付或出让价款，同一笔可出现在几类中，不可相加。
users: [policymaker, analyst, steward]
behind: enterprise_flags
cost: board
params:
  town: {type: string, default: null, caption: 只看这个镇街}
  year: {type: integer, default: null, caption: 只看这一年}
columns:
  kind: 类别
  certainty: 把握
  flags: 条数
  enterprises: 企业数
  amount: 金额（元）
  query: 明细查询
*/
MATCH (f:Flag) WHERE ($year IS NULL OR f.year = $year)
  AND ($town IS NULL OR EXISTS { MATCH (f)-[:ABOUT]->(:Enterprise {town: $town}) })
OPTIONAL MATCH (f)-[:ABOUT]->(e:Enterprise)
WITH f, collect(e.id) AS firms
WITH f.kind AS kind, f.certainty AS certainty, count(f) AS flags, sum(f.amount) AS amount, collect(firms) AS lists
UNWIND lists AS firms
UNWIND CASE WHEN firms = [] THEN [null] ELSE firms END AS firm
RETURN kind, certainty, flags, count(DISTINCT firm) AS enterprises, amount,
       CASE WHEN kind STARTS WITH 'signal_' THEN 'early_signals' ELSE 'flag_' + kind END AS query
ORDER BY kind, CASE certainty WHEN '确定' THEN 0 WHEN '很可能' THEN 1 ELSE 2 END
