/*
title: 环节状态
note: Takes k, n, f (NodeFigures, or nothing) and year; adds the counts, the weight, the reasons, the state and the value of the node.
params:
  needed: {type: integer, default: null, caption: 环节至少要几家，默认按模板}
  basis: {type: string, default: tax, values: [tax, revenue], caption: "集中度按 tax（税收，含免抵调）还是 revenue（应税收入，不含出口免税收入）"}
  dominance: {type: float, default: 0.7, caption: 一家独大的占比}
  concentration: {type: float, default: 0.5, caption: 集中度高的 HHI}
  decline: {type: float, default: 0.2, caption: 三年下滑的降幅}
  departure: {type: float, default: 0.3, caption: 已退出企业占环节收入的比例}
  weight_b: {type: float, default: 0.6, caption: 一家B级抵几家}
  weight_c: {type: float, default: 0.2, caption: 一家C级抵几家}
  weak_factor: {type: float, default: 0.7, caption: 弱链的折扣}
  outside_factor: {type: float, default: 0.5, caption: 可外购环节的权重折扣}
*/
WITH * ORDER BY n.position
WITH *, coalesce(f.grade_a, 0) AS a, coalesce(f.grade_b, 0) AS b, coalesce(f.grade_c, 0) AS c, coalesce($needed, n.needed) AS needed,
     n.importance * CASE WHEN n.must_be_local THEN 1.0 ELSE $outside_factor END AS weight,
     CASE WHEN $basis = 'tax' AND f.tax_gross > 0 THEN round(f.tax_top / f.tax_gross, 4)
          WHEN $basis <> 'tax' AND f.revenue > 0 THEN round(f.revenue_top / f.revenue, 4) END AS share,
     round(CASE WHEN $basis = 'tax' THEN f.tax_hhi ELSE f.revenue_hhi END, 4) AS hhi,
     CASE WHEN f.trend_two_before > 0 AND f.trend <= coalesce(f.trend_before, f.trend) THEN round(1 - f.trend / f.trend_two_before, 4) END AS fall,
     CASE WHEN year IS NULL AND f.trend > 0 THEN round(1 - coalesce(f.revenue, 0.0) / f.trend, 4) END AS gone
WITH *, CASE WHEN a + b + c = 0 THEN '缺链' WHEN a + b = 0 THEN '缺链（仅有经营范围线索）' END AS gap,
     CASE WHEN a + b = 0 THEN [] ELSE [r IN [
       CASE WHEN a + b < needed THEN '企业少于' + needed + '家' END,
       CASE WHEN a + b > 1 AND share >= $dominance THEN '一家独大（占' + CASE $basis WHEN 'tax' THEN '税收' ELSE '收入' END + toInteger(round(100 * share)) + '%）'
            WHEN a + b > 1 AND hhi >= $concentration THEN '集中度高（HHI ' + round(hhi, 2) + '）' END,
       CASE WHEN fall >= $decline THEN '三年下滑' + toInteger(round(100 * fall)) + '%' END,
       CASE WHEN gone >= $departure THEN '骨干企业退出（占收入' + toInteger(round(100 * gone)) + '%）' END] WHERE r IS NOT NULL] END AS reasons
WITH *, coalesce(gap, CASE WHEN size(reasons) > 0 THEN '弱链' ELSE '完整' END) AS state,
     CASE WHEN a + $weight_b * b + $weight_c * c >= needed THEN 1.0 ELSE (a + $weight_b * b + $weight_c * c) / needed END
       * CASE WHEN size(reasons) > 0 THEN $weak_factor ELSE 1.0 END AS value
