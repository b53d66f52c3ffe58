-- table project_row: rows that name a project, with the steps of its life in order
SELECT r.source_key, r.dataset, r.delivery, r.sheet, r."row", r.period, r.kind, r.step, r.number, r.dated_on, r.amount, r.area,
       r.summary, r.issuer, a.entity_id AS project_id
FROM (
    SELECT source_key, 'investment_promotion' AS dataset, src_delivery AS delivery, src_sheet AS sheet, src_row AS "row", src_period AS period,
           '招商引资' AS kind, 1 AS step, NULL AS number, approved_on AS dated_on, investment::DOUBLE AS amount, NULL::DOUBLE AS area,
           content AS summary, NULL AS issuer FROM lake_investment_promotion
    UNION ALL
    SELECT source_key, 'project_approval', src_delivery, src_sheet, src_row, src_period, '立项备案、审批核准', 2, NULL, NULL, investment::DOUBLE, NULL,
           content, NULL FROM lake_project_approval
    UNION ALL
    SELECT source_key, 'land_use_permit', src_delivery, src_sheet, src_row, src_period, '用地规划许可', 3, NULL, issued_on, NULL, area::DOUBLE,
           scale, issuer_name FROM lake_land_use_permit
    UNION ALL
    SELECT source_key, 'construction_planning_permit', src_delivery, src_sheet, src_row, src_period, '工程规划许可', 4, permit_no, issued_on, NULL,
           scale_area::DOUBLE, NULL, issuer_name FROM lake_construction_planning_permit
    UNION ALL
    SELECT source_key, 'tender_award', src_delivery, src_sheet, src_row, src_period, '招标投标', 5, NULL, awarded_on, contract_amount::DOUBLE, NULL,
           content, NULL FROM lake_tender_award
    UNION ALL
    SELECT source_key, 'construction_permit', src_delivery, src_sheet, src_row, src_period, '施工许可', 6, NULL, issued_on, amount::DOUBLE, NULL,
           scale, NULL FROM lake_construction_permit
    UNION ALL
    SELECT source_key, 'key_project', src_delivery, src_sheet, src_row, src_period, '重点项目进度', 7, NULL, NULL, invested_year::DOUBLE, NULL,
           progress_goal, NULL FROM lake_key_project
    UNION ALL
    SELECT source_key, 'town_project', src_delivery, src_sheet, src_row, src_period, '专业分包', 8, NULL, awarded_on, amount::DOUBLE, NULL,
           scale, NULL FROM lake_town_project
    UNION ALL
    SELECT source_key, 'completion_filing', src_delivery, src_sheet, src_row, src_period, '竣工验收备案', 9, NULL, applied_on, contract_amount::DOUBLE,
           NULL, work_kind, NULL FROM lake_completion_filing
    UNION ALL
    SELECT source_key, 'presale_permit', src_delivery, src_sheet, src_row, src_period, '预售许可', 10, permit_no, issued_on, NULL,
           presale_area::DOUBLE, status, NULL FROM lake_presale_permit
    UNION ALL
    SELECT source_key, 'provident_fund_loan', src_delivery, src_sheet, src_row, src_period, '公积金贷款', 11, NULL, NULL, amount::DOUBLE, floor_area::DOUBLE,
           house_type, NULL FROM lake_provident_fund_loan
) r
JOIN assigned a ON a.kind = 'prj' AND a.dataset = r.dataset AND a.delivery = r.delivery AND a.sheet = r.sheet AND a."row" = r."row"
QUALIFY row_number() OVER (PARTITION BY r.source_key ORDER BY a.part_no, a.entity_id) = 1

-- table project_span: first and last dated step
SELECT project_id, min(dated_on) AS first_seen, max(dated_on) AS last_seen FROM project_row GROUP BY project_id

-- node Project: one node for a project's whole life
SELECT e.entity_id AS id, e.name, n.names, e.town, e.address, s.first_seen, s.last_seen
FROM entity e
LEFT JOIN names_of n USING (entity_id)
LEFT JOIN project_span s ON s.project_id = e.entity_id
WHERE e.kind = 'prj' AND e.known_to IS NULL

-- node Permit: one step, keyed by its source record
SELECT source_key AS key, kind, step, number, dated_on, period, amount, area, summary FROM project_row

-- relation STEP_OF Permit Project: the steps of a project
SELECT source_key AS "start", project_id AS "end" FROM project_row

-- table issuer_name: departments that stand in permits and payments
SELECT DISTINCT trim(issuer) AS name FROM project_row WHERE trim(issuer) <> ''
UNION SELECT DISTINCT budget_unit_name FROM subsidy_row WHERE budget_unit_name IS NOT NULL

-- relation ISSUED_BY Permit Department: the issuing department
SELECT source_key AS "start", trim(issuer) AS "end" FROM project_row WHERE trim(issuer) <> ''

-- relation TAKES_PART_IN Enterprise Project: every role of an enterprise in a project's rows, mass contracts included
SELECT a.entity_id AS "start", p.entity_id AS "end", a.role, min(r.dated_on) AS first_on, max(r.dated_on) AS last_on,
       count(*) AS records, list(DISTINCT r.source_key ORDER BY r.source_key)[1:20] AS sources
FROM assigned p
JOIN assigned a ON a.kind = 'ent' AND a.dataset = p.dataset AND a.delivery = p.delivery AND a.sheet = p.sheet
 AND a."row" = p."row"
LEFT JOIN project_row r ON r.dataset = p.dataset AND r.delivery = p.delivery AND r.sheet = p.sheet AND r."row" = p."row"
WHERE p.kind = 'prj' AND a.role <> '监管银行'
GROUP BY ALL
