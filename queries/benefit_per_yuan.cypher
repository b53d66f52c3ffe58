/*
title: 每元补助的成效
question: 按政策、文号、预算单位、镇街、行业，受补企业首次受补前后的税收、收入、用工变化多少，折合每元补助多少？
note: 前后各取至多三个完整年份的年均值，完整年份里没有缴税、申报的记0（停业也算在内），只计前后都有完整年份的企业（compared），补助只计同样企业同样年份的，家数少时不可当真；变化里有行情、疫情和企业自身的走势，不是补助的效果，与未受补同类相比见 support_matched。数据从2020年起，更早的补助看不见。
users: [policymaker, analyst]
behind: enterprise_benefit
cost: board
params:
  by: {type: string, default: policy, caption: "口径：city、policy、document、unit、town、industry"}
  group: {type: string, default: null, caption: 只看这一组（编号或名称）}
  limit: {type: integer, default: 200, caption: 最多行数}
columns:
  group: 编号
  name: 名称
  firms: 受补企业数
  amount: 金额（元）
  local: 本级补助（元）
  upper: 上级资金（元）
  compared: 前后可比企业数
  local_compared: 可比企业在所计年份所得本级补助（元）
  tax_local_before: 此前年均地方留成（元）
  tax_local_after: 此后年均地方留成（元）
  local_gain_per_yuan: 每元本级补助的地方留成年均变化（元）
  tax_change: 税收贡献年均变化（%）
  revenue_change: 应税收入年均变化（%）
  staff_change: 参保人数变化（%）
  staff_compared: 用工可比企业数
  local_since_per_yuan: 首次受补年起至多四个完整年份每元本级补助对应的地方留成（元）
  caution: 提示
*/
MATCH (f:SupportFigures {by: $by}) WHERE $group IS NULL OR $group IN [f.group, f.name]
RETURN f.group AS group, f.name AS name, f.firms AS firms, f.amount AS amount, f.local AS local, f.upper AS upper, coalesce(f.compared, 0) AS compared,
       f.local_compared AS local_compared, f.tax_local_before AS tax_local_before, f.tax_local_after AS tax_local_after,
       round((f.tax_local_after - f.tax_local_before) / CASE WHEN f.local_compared > 0 THEN f.local_compared END, 3) AS local_gain_per_yuan,
       round(100.0 * (f.tax_after / CASE WHEN f.tax_before > 0 THEN f.tax_before END - 1), 1) AS tax_change,
       round(100.0 * (f.revenue_after / CASE WHEN f.revenue_before > 0 THEN f.revenue_before END - 1), 1) AS revenue_change,
       round(100.0 * (f.staff_after / CASE WHEN f.staff_before > 0 THEN f.staff_before END - 1), 1) AS staff_change, f.staff_compared AS staff_compared,
       round(f.tax_local_since / CASE WHEN f.local_since > 0 THEN f.local_since END, 2) AS local_since_per_yuan,
       CASE WHEN coalesce(f.compared, 0) = 0 THEN '没有前后都有数据的企业' WHEN f.compared < 10 THEN '可比企业不足10家，仅供参考' END AS caution
ORDER BY amount DESC, group
LIMIT $limit
