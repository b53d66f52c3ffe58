-- table register_row: lists that an enterprise stands on, one line per list, year and row of it
SELECT '一般纳税人' AS register, 'general_taxpayer' AS dataset, src_delivery AS delivery, src_sheet AS sheet, src_row AS "row", source_key,
       src_period AS period, registered_on AS dated_on, status, qualification_kind AS detail, NULL::DOUBLE AS revenue, NULL::DOUBLE AS capital,
       NULL AS town, NULL AS person
FROM lake_general_taxpayer
UNION ALL BY NAME
SELECT '建筑业企业' AS register, 'construction_firm' AS dataset, src_delivery AS delivery, src_sheet AS sheet, src_row AS "row", source_key,
       src_period AS period, registered_on AS dated_on, town
FROM lake_construction_firm
UNION ALL BY NAME
SELECT '商砼企业' AS register, 'concrete_firm' AS dataset, src_delivery AS delivery, src_sheet AS sheet, src_row AS "row", source_key,
       src_period AS period, registered_on AS dated_on, batch AS detail, town
FROM lake_concrete_firm
UNION ALL BY NAME
SELECT CASE WHEN industry LIKE '%保险%' THEN '保险机构' ELSE '银行机构' END AS register, 'bank_insurance_firm' AS dataset,
       src_delivery AS delivery, src_sheet AS sheet, src_row AS "row", source_key, src_period AS period, industry AS detail,
       revenue::DOUBLE AS revenue, town, principal AS person
FROM lake_bank_insurance_firm
UNION ALL BY NAME
SELECT CASE WHEN name LIKE '%担保%' THEN '融资担保公司' ELSE '小额贷款公司' END AS register, 'microloan_guarantee_firm' AS dataset,
       src_delivery AS delivery, src_sheet AS sheet, src_row AS "row", source_key, src_period AS period, town, legal_representative AS person
FROM lake_microloan_guarantee_firm
UNION ALL BY NAME
SELECT '上市企业' AS register, 'listed_firm' AS dataset, src_delivery AS delivery, src_sheet AS sheet, src_row AS "row", source_key,
       src_period AS period, industry AS detail, revenue::DOUBLE AS revenue, town, principal AS person
FROM lake_listed_firm
UNION ALL BY NAME
SELECT '龙头企业' AS register, 'leading_firm' AS dataset, src_delivery AS delivery, src_sheet AS sheet, src_row AS "row", source_key,
       src_period AS period, industry AS detail, town
FROM lake_leading_firm
UNION ALL BY NAME
SELECT '规上限上企业' AS register, 'above_scale_firm' AS dataset, src_delivery AS delivery, src_sheet AS sheet, src_row AS "row", source_key,
       "year" AS period, town
FROM lake_above_scale_firm
UNION ALL BY NAME
SELECT '异地办公企业' AS register, 'offsite_firm' AS dataset, src_delivery AS delivery, src_sheet AS sheet, src_row AS "row", source_key,
       src_period AS period, registered_capital::DOUBLE AS capital, town, legal_representative AS person
FROM lake_offsite_firm

-- table register_entry: lines whose enterprise is decided
SELECT r.*, a.entity_id
FROM register_row r
JOIN assigned a ON a.kind = 'ent' AND a.part_no = 0 AND a.dataset = r.dataset AND a.delivery = r.delivery AND a.sheet = r.sheet
 AND a."row" = r."row"
QUALIFY row_number() OVER (PARTITION BY r.source_key ORDER BY a.role, a.entity_id) = 1

-- node Register: the lists
SELECT DISTINCT register AS name FROM register_row

-- relation ON_REGISTER Enterprise Register: one per line of a list, with what it says there
SELECT entity_id AS "start", register AS "end", period, try_cast(left(period, 4) AS BIGINT) AS year, dated_on, status, detail, revenue,
       capital, town, person, source_key AS source
FROM register_entry

-- table job_row: cross-region reports of a taxpayer, one job per number; an extension repeats the amount
SELECT r.*, a.entity_id, coalesce(nullif(trim(r.report_no), ''), r.source_key) AS job,
       (SELECT min(t.name) FROM town_name t WHERE contains(r.work_place, t.name)) AS town
FROM lake_cross_region_tax r
LEFT JOIN assigned a ON a.kind = 'ent' AND a.role = '纳税人' AND a.part_no = 0 AND a.dataset = 'cross_region_tax'
 AND a.delivery = r.src_delivery AND a.sheet = r.src_sheet AND a."row" = r.src_row

-- node CrossRegionJob: a job of a taxpayer outside its home, as last reported
SELECT job AS key, arg_max(report_no, (reported_on, source_key)) AS number, arg_max(status, (reported_on, source_key)) AS status,
       arg_max(home_place, (reported_on, source_key)) AS home_place, arg_max(work_place, (reported_on, source_key)) AS work_place,
       arg_max(industry, (reported_on, source_key)) AS industry, arg_max(contract_amount, (reported_on, source_key))::DOUBLE AS amount,
       min(reported_on) AS reported_on, min(valid_from) AS valid_from, max(valid_to) AS valid_to, count(*) AS reports,
       list(DISTINCT source_key ORDER BY source_key)[1:20] AS sources
FROM job_row GROUP BY job

-- relation REPORTS Enterprise CrossRegionJob: the taxpayer who works there
SELECT DISTINCT entity_id AS "start", job AS "end" FROM job_row WHERE entity_id IS NOT NULL

-- relation LOCATED_IN CrossRegionJob Town: the town that the place of work names
SELECT job AS "start", town AS "end", list(DISTINCT source_key ORDER BY source_key)[1:20] AS sources
FROM job_row WHERE town IS NOT NULL GROUP BY job, town
