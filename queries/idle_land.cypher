/*
title: 闲置土地线索
question: 哪些出让的土地过了约定时间还没有施工许可，受让企业还有没有经营？
note: >-
  线索，不是认定：许可与宗地凭坐落一致相连，写法不同会漏连；个人或未设立企业拿地时没有受让企业。months 个月内出让的不列。
  “无任何许可且无经营”是最强的线索；有规划许可而无施工许可的另列。
users: [policymaker, analyst]
cost: board
params:
  months: {type: integer, default: 12, caption: 出让满几个月}
  as_of: {type: date, default: null, caption: 截至哪天，默认数据里最后一次土地或项目日期}
  town: {type: string, default: null, caption: 只看这个镇街}
columns:
  town: 镇街
  parcel_id: 宗地编号
  place: 坐落
  granted_on: 出让日期
  months_since: 已过月数
  area: 面积（平方米）
  amount: 出让金（元）
  grantee_ids: 受让企业编号
  grantees: 受让企业
  alive: 受让企业近12个月有经营
  permits: 已有许可
  others: 受让企业没有连上宗地的项目
  state: 线索
  source: 来源
*/
CALL () {
  MATCH (v:LandEvent {kind: '出让'}) RETURN max(v.dated_on) AS day
  UNION
  MATCH (j:Project) RETURN max(j.last_seen) AS day
}
WITH coalesce($as_of, max(day)) AS today
MATCH (v:LandEvent {kind: '出让'})
WHERE v.dated_on <= today - duration({months: $months})
OPTIONAL MATCH (v)-[:CONCERNS]->(p:Parcel)
WITH v, p, p.town AS town, today
WHERE $town IS NULL OR town = $town
WITH v, p, town, today, COLLECT { MATCH (e:Enterprise)-[r:PARTY_TO]->(v) WHERE r.role = '受让方' RETURN e ORDER BY e.id } AS firms,
     COLLECT { MATCH (j:Project)-[:ON_PARCEL]->(p) RETURN j ORDER BY j.id } AS projects
WHERE none(j IN projects WHERE coalesce(j.permitted_on <= today, false) OR coalesce(j.completed_on <= today, false))
WITH v, p, town, today, firms, any(e IN firms WHERE e.alive) AS alive,
     COLLECT { UNWIND firms AS e MATCH (e)-[r:TAKES_PART_IN]->(j:Project)
               WHERE r.role IN ['业主单位', '建设单位', '用地单位'] AND NOT EXISTS { (j)-[:ON_PARCEL]->() }
               WITH DISTINCT j.name AS name RETURN name ORDER BY name } AS others,
     reduce(a = [], j IN projects | a + [x IN [
       CASE WHEN j.approved_on <= today THEN '立项 ' + substring(toString(j.approved_on), 0, 7) END,
       CASE WHEN j.land_permit_on <= today THEN '用地规划许可 ' + toString(j.land_permit_on) END,
       CASE WHEN j.planning_on <= today THEN '工程规划许可 ' + toString(j.planning_on) END] WHERE x IS NOT NULL]) AS permits
RETURN town, p.id AS parcel_id, coalesce(p.name, v.location) AS place, v.dated_on AS granted_on,
       duration.inMonths(v.dated_on, today).months AS months_since, v.area AS area, v.amount AS amount,
       [e IN firms | e.id] AS grantee_ids, [e IN firms | e.name] AS grantees, CASE WHEN size(firms) > 0 THEN alive END AS alive, permits, others,
       CASE WHEN size(permits) > 0 THEN '有前期许可，无施工许可' WHEN size(others) > 0 THEN '未连上许可，受让企业另有项目' WHEN alive THEN '无任何许可，企业在经营'
            WHEN size(firms) > 0 THEN '无任何许可，企业无经营' ELSE '无任何许可，受让人不是已知企业' END AS state, v.key AS source
ORDER BY granted_on, source
