/*
title: 行业产值
question: 国民经济各行业的产值逐季是多少，本季增加了多少？
note: 报送的是年初至本季的累计数；本季数由相邻两季累计相减得出，缺前一季时为空。父行业与子行业可能同列，不能相加。
users: [policymaker, analyst, programs]
params:
  industry: {type: string, default: null, caption: 行业名称中的字}
  year: {type: integer, default: null, caption: 年份}
columns:
  industry: 行业
  code: 行业代码
  period: 季度
  cumulative: 累计产值（元）
  quarter_value: 本季产值（元）
  growth: 增速（%）
  source: 来源
*/
WITH lines AS (
    SELECT trim(industry) AS industry, src_period AS period, left(src_period, 4)::BIGINT AS year, right(src_period, 1)::BIGINT AS quarter,
           output_value AS cumulative, growth::DOUBLE AS growth, source_key
    FROM lake_industry_output WHERE regexp_matches(src_period, '^\d{4}-Q[1-4]$')
),
steps AS (
    SELECT *, CASE WHEN quarter = 1 THEN cumulative
                   WHEN lag(quarter) OVER same_year = quarter - 1 THEN cumulative - lag(cumulative) OVER same_year END AS quarter_value
    FROM lines WINDOW same_year AS (PARTITION BY industry, year ORDER BY quarter, source_key)
)
SELECT s.industry, (SELECT min(i.code) FROM gb_industry i WHERE i.name = s.industry AND i.level = 2) AS code, s.period, s.cumulative::DOUBLE AS cumulative,
       s.quarter_value::DOUBLE AS quarter_value, s.growth, s.source_key AS source
FROM steps s
WHERE ($industry IS NULL OR contains(s.industry, $industry)) AND ($year IS NULL OR s.year = $year)
ORDER BY s.industry, s.period, source
