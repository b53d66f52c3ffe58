/*
title: 名录
question: 一般纳税人、建筑业、商砼、规上限上、龙头、异地办公等名录上有哪些企业，哪年、什么状态？
note: 每条名单一行；名单只报新增和变化时，没有出现不等于退出。
users: [analyst, steward, programs]
cost: board
params:
  register: {type: string, caption: "名录：一般纳税人、建筑业企业、商砼企业、银行机构、保险机构、小额贷款公司、融资担保公司、上市企业、龙头企业、规上限上企业、异地办公企业", example: 建筑业企业}
  year: {type: integer, default: null, caption: 年份}
  town: {type: string, default: null, caption: 企业所在镇街}
  limit: {type: integer, default: 500, caption: 最多行数}
columns:
  register: 名录
  year: 年份
  id: 统一编号
  name: 企业
  code: 统一社会信用代码
  town: 镇街
  status: 状态
  detail: 类别或批次
  dated_on: 登记日期
  registered: 已登记
  alive: 近12个月有经营
  source: 来源
*/
MATCH (g:Register {name: $register})<-[r:ON_REGISTER]-(e:Enterprise)
WHERE ($year IS NULL OR r.year = $year) AND ($town IS NULL OR e.town = $town)
WITH g, r, e ORDER BY r.year DESC, e.name, e.id, r.source LIMIT $limit
RETURN g.name AS register, r.year AS year, e.id AS id, e.name AS name, e.code AS code, e.town AS town, r.status AS status, r.detail AS detail,
       r.dated_on AS dated_on, e.registered AS registered, e.alive AS alive, r.source AS source
ORDER BY year DESC, name, id, source
