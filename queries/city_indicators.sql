/*
title: 全市统计指标
question: 全市的经济、增速、人口、就业指标逐期是多少？
note: >-
  累计为年初至本期，不能相加；时点为期末余额；增速为同比百分数。单位以目录为准，金额已换成元。GDP 等会被修订，这里是最近一次报送。
users: [policymaker, analyst, programs]
cost: board
params:
  indicator: {type: string, default: null, caption: 指标名称中的字，如 GDP、人口、就业}
  start: {type: string, default: null, caption: 从哪一期起，如 2021、2021-Q1、2021-01}
  end: {type: string, default: null, caption: 到哪一期止}
columns:
  group: 类别
  indicator: 指标
  period: 期间
  value: 数值
  unit: 单位
  nature: 口径
  source: 来源
*/
WITH economic AS (
    UNPIVOT (
        SELECT quarter, source_key, rural_income::DOUBLE AS rural_income, gdp_per_head::DOUBLE AS gdp_per_head,
               budget_revenue::DOUBLE AS budget_revenue, local_revenue::DOUBLE AS local_revenue, industry_growth::DOUBLE AS industry_growth,
               investment_growth::DOUBLE AS investment_growth, retail_sales::DOUBLE AS retail_sales, urban_income::DOUBLE AS urban_income,
               deposits::DOUBLE AS deposits, loans::DOUBLE AS loans, loan_deposit_ratio::DOUBLE AS loan_deposit_ratio, gdp::DOUBLE AS gdp
        FROM lake_economic_indicator
    ) ON COLUMNS(* EXCLUDE (quarter, source_key)) INTO NAME key VALUE amount
),
named(key, indicator, unit, nature) AS (
    VALUES ('gdp', 'GDP总量', '元', '累计'), ('gdp_per_head', '人均GDP', '元', '累计'), ('budget_revenue', '一般公共预算收入', '元', '累计'),
           ('local_revenue', '地方财政收入', '元', '累计'), ('retail_sales', '社会消费品零售总额', '元', '累计'),
           ('rural_income', '农村居民人均可支配收入', '元', '累计'), ('urban_income', '城镇居民人均可支配收入', '元', '累计'),
           ('industry_growth', '规模工业增加值增速', '%', '同比'), ('investment_growth', '固定资产投资增速', '%', '同比'),
           ('deposits', '金融机构各项存款余额', '元', '时点'), ('loans', '金融机构各项贷款余额', '元', '时点'), ('loan_deposit_ratio', '存贷比', '%', '时点')
),
lines AS (
    SELECT '主要经济指标' AS "group", n.indicator, e.quarter AS period, e.amount AS value, n.unit, n.nature, e.source_key
    FROM economic e JOIN named n USING (key)
    UNION ALL
    SELECT 'GDP核算支撑指标', indicator,
           year || '-Q' || coalesce(list_position(['一', '二', '三', '四'], left(replace(quarter, '第', ''), 1))::VARCHAR, quarter), growth::DOUBLE, '%', '同比',
           source_key
    FROM lake_gdp_indicator
    UNION ALL
    SELECT '人口', n.indicator, p.year, n.value, n.unit, '时点', p.source_key
    FROM lake_population_indicator p,
         LATERAL (VALUES ('常住人口', p.residents::DOUBLE, '万人'), ('城镇常住人口', p.urban_residents::DOUBLE, '万人'),
                         ('城镇化率', p.urbanisation::DOUBLE, '%')) n(indicator, value, unit)
    UNION ALL
    SELECT '就业', n.indicator, e.month, n.value, '万人', '累计', e.source_key
    FROM lake_employment_indicator e,
         LATERAL (VALUES ('城镇新增就业人数', e.new_jobs::DOUBLE), ('失业人员再就业人数', e.re_employed::DOUBLE)) n(indicator, value)
)
SELECT "group", indicator, period, value, unit, nature, source_key AS source
FROM lines
WHERE value IS NOT NULL AND ($indicator IS NULL OR contains(lower("group" || indicator), lower($indicator)))
  AND ($start IS NULL OR period >= $start) AND ($end IS NULL OR period <= $end OR starts_with(period, $end))
ORDER BY "group", indicator, period, source
