-- table project_step: rows that are steps of a project's life, in order; 立项 and 公积金贷款 have a month, no day
SELECT source_key, 'investment_promotion' AS dataset, src_delivery AS delivery, src_sheet AS sheet, src_row AS "row", src_period AS period,
       '招商引资' AS kind, 1 AS step, NULL AS number, approved_on AS dated_on, investment::DOUBLE AS amount, NULL::DOUBLE AS area,
       content AS summary, NULL AS issuer, NULL AS authority, NULL AS status, NULL::DOUBLE AS planned, NULL::DOUBLE AS cumulative, NULL::DOUBLE AS settled,
       NULL::DOUBLE AS investment, NULL::BIGINT AS homes, NULL::DATE AS starts_on, NULL::DATE AS ends_on
FROM lake_investment_promotion
UNION ALL BY NAME
SELECT source_key, 'project_approval' AS dataset, src_delivery AS delivery, src_sheet AS sheet, src_row AS "row", src_period AS period,
       '立项备案、审批核准' AS kind, 2 AS step, investment::DOUBLE AS amount, investment::DOUBLE AS investment, content AS summary, remark AS status
FROM lake_project_approval
UNION ALL BY NAME
SELECT source_key, 'land_use_permit' AS dataset, src_delivery AS delivery, src_sheet AS sheet, src_row AS "row", src_period AS period,
       '用地规划许可' AS kind, 3 AS step, issued_on AS dated_on, area::DOUBLE AS area, scale AS summary, issuer_name AS issuer
FROM lake_land_use_permit
UNION ALL BY NAME
SELECT source_key, 'construction_planning_permit' AS dataset, src_delivery AS delivery, src_sheet AS sheet, src_row AS "row",
       src_period AS period, '工程规划许可' AS kind, 4 AS step, permit_no AS number, issued_on AS dated_on, scale_area::DOUBLE AS area,
       issuer_name AS issuer
FROM lake_construction_planning_permit
UNION ALL BY NAME
SELECT source_key, 'tender_award' AS dataset, src_delivery AS delivery, src_sheet AS sheet, src_row AS "row", src_period AS period,
       '招标投标' AS kind, 5 AS step, awarded_on AS dated_on, contract_amount::DOUBLE AS amount, content AS summary,
       settled_amount::DOUBLE AS settled, started_on AS starts_on, completed_on AS ends_on
FROM lake_tender_award
UNION ALL BY NAME
SELECT source_key, 'construction_permit' AS dataset, src_delivery AS delivery, src_sheet AS sheet, src_row AS "row", src_period AS period,
       '施工许可' AS kind, 6 AS step, issued_on AS dated_on, amount::DOUBLE AS amount, scale AS summary, started_on AS starts_on
FROM lake_construction_permit
UNION ALL BY NAME
SELECT source_key, 'key_project' AS dataset, src_delivery AS delivery, src_sheet AS sheet, src_row AS "row", src_period AS period,
       '重点项目进度' AS kind, 7 AS step, invested_year::DOUBLE AS amount, progress_goal AS summary, planned_year::DOUBLE AS planned,
       invested_total::DOUBLE AS cumulative, investment::DOUBLE AS investment, department_name AS authority
FROM lake_key_project
UNION ALL BY NAME
SELECT source_key, 'town_project' AS dataset, src_delivery AS delivery, src_sheet AS sheet, src_row AS "row", src_period AS period,
       '专业分包' AS kind, 8 AS step, awarded_on AS dated_on, amount::DOUBLE AS amount, scale AS summary, amount_kind AS status,
       paid_total::DOUBLE AS cumulative, started_on AS starts_on, completed_on AS ends_on
FROM lake_town_project
UNION ALL BY NAME
SELECT source_key, 'completion_filing' AS dataset, src_delivery AS delivery, src_sheet AS sheet, src_row AS "row", src_period AS period,
       '竣工验收备案' AS kind, 9 AS step, applied_on AS dated_on, contract_amount::DOUBLE AS amount, work_kind AS summary,
       signed_on AS starts_on
FROM lake_completion_filing
UNION ALL BY NAME
SELECT source_key, 'presale_permit' AS dataset, src_delivery AS delivery, src_sheet AS sheet, src_row AS "row", src_period AS period,
       '预售许可' AS kind, 10 AS step, permit_no AS number, issued_on AS dated_on, presale_area::DOUBLE AS area, status,
       presale_homes AS homes
FROM lake_presale_permit
UNION ALL BY NAME
SELECT source_key, 'provident_fund_loan' AS dataset, src_delivery AS delivery, src_sheet AS sheet, src_row AS "row", src_period AS period,
       '公积金贷款' AS kind, 11 AS step, amount::DOUBLE AS amount, floor_area::DOUBLE AS area, house_type AS summary
FROM lake_provident_fund_loan

-- table project_row: steps whose project is decided
SELECT r.*, a.entity_id AS project_id
FROM project_step r
JOIN assigned a ON a.kind = 'prj' AND a.dataset = r.dataset AND a.delivery = r.delivery AND a.sheet = r.sheet AND a."row" = r."row"
QUALIFY row_number() OVER (PARTITION BY r.source_key ORDER BY a.part_no, a.entity_id) = 1

-- table contract_span: the first 网签 of a project
SELECT a.entity_id AS project_id, min(r.signed_on) AS contracted_on
FROM lake_presale_contract r
JOIN assigned a ON a.kind = 'prj' AND a.dataset = 'presale_contract' AND a.delivery = r.src_delivery AND a.sheet = r.src_sheet
 AND a."row" = r.src_row
GROUP BY a.entity_id

-- table project_span: first and last dated step, and the first day of each stage; where only a month is told, its first day
SELECT p.project_id, min(dated_on) AS first_seen, max(dated_on) AS last_seen,
       min(try_cast(left(period, 7) || '-01' AS DATE)) FILTER (WHERE step = 2) AS approved_on, min(dated_on) FILTER (WHERE step = 3) AS land_permit_on,
       min(dated_on) FILTER (WHERE step = 4) AS planning_on, min(dated_on) FILTER (WHERE step = 5) AS awarded_on,
       min(dated_on) FILTER (WHERE step = 6) AS permitted_on, min(dated_on) FILTER (WHERE step = 9) AS completed_on,
       min(dated_on) FILTER (WHERE step = 10) AS presale_on, any_value(c.contracted_on) AS contracted_on,
       min(try_cast(left(period, 7) || '-01' AS DATE)) FILTER (WHERE step = 11) AS loaned_on,
       coalesce(arg_max(coalesce(investment, amount), (period, source_key)) FILTER (WHERE step = 7 AND investment IS NOT NULL),
                arg_max(amount, (period, source_key)) FILTER (WHERE step = 2),
                arg_max(amount, (period, source_key)) FILTER (WHERE step = 1)) AS investment,
       arg_max(step, (step, period)) FILTER (WHERE step BETWEEN 2 AND 9 AND step NOT IN (7, 8)) AS reached
FROM project_row p LEFT JOIN contract_span c USING (project_id)
GROUP BY p.project_id

-- node Project: one node for a project's whole life
SELECT e.entity_id AS id, e.name, n.names, e.town, e.address, s.first_seen, s.last_seen, s.approved_on, s.land_permit_on, s.planning_on,
       s.awarded_on, s.permitted_on, s.completed_on, s.presale_on, s.contracted_on, s.loaned_on, s.investment,
       CASE s.reached WHEN 2 THEN '立项' WHEN 3 THEN '用地规划许可' WHEN 4 THEN '工程规划许可' WHEN 5 THEN '招投标' WHEN 6 THEN '施工许可'
                      WHEN 9 THEN '竣工备案' END AS stage,
       CASE s.reached WHEN 2 THEN s.approved_on WHEN 3 THEN s.land_permit_on WHEN 4 THEN s.planning_on WHEN 5 THEN s.awarded_on
                      WHEN 6 THEN s.permitted_on WHEN 9 THEN s.completed_on END AS stage_on,
       t.sources
FROM entity e
LEFT JOIN names_of n USING (entity_id)
LEFT JOIN thing_seat t USING (entity_id)
LEFT JOIN project_span s ON s.project_id = e.entity_id
WHERE e.kind = 'prj' AND e.known_to IS NULL

-- node Permit: one step, keyed by its source record
SELECT source_key AS key, kind, step, number, dated_on, period, amount, area, summary, status, investment, planned, cumulative, settled, homes,
       starts_on, ends_on
FROM project_row

-- relation STEP_OF Permit Project: the steps of a project
SELECT source_key AS "start", project_id AS "end" FROM project_row

-- table issuer_name: departments that stand in permits and payments
SELECT DISTINCT trim(issuer) AS name FROM project_row WHERE trim(issuer) <> ''
UNION SELECT DISTINCT trim(authority) FROM project_row WHERE trim(authority) <> ''
UNION SELECT DISTINCT budget_unit_name FROM subsidy_row WHERE budget_unit_name IS NOT NULL

-- relation ISSUED_BY Permit Department: the issuing department
SELECT source_key AS "start", trim(issuer) AS "end" FROM project_row WHERE trim(issuer) <> ''

-- relation TAKES_PART_IN Enterprise Project: every role of an enterprise in a project's rows, mass contracts included
SELECT a.entity_id AS "start", p.entity_id AS "end", a.role, min(r.dated_on) AS first_on, max(r.dated_on) AS last_on,
       count(*) AS records, list(DISTINCT k.source_key ORDER BY k.source_key)[1:20] AS sources
FROM thing_named p
JOIN together a ON a.kind = 'ent' AND a.dataset = p.dataset AND a.delivery = p.delivery AND a.sheet = p.sheet
 AND a."row" = p."row"
LEFT JOIN project_row r ON r.dataset = p.dataset AND r.delivery = p.delivery AND r.sheet = p.sheet AND r."row" = p."row"
LEFT JOIN current_row k ON k.dataset = p.dataset AND k.delivery = p.delivery AND k.sheet = p.sheet AND k."row" = p."row"
WHERE p.kind = 'prj' AND a.role <> '监管银行'
GROUP BY ALL

-- relation IN_CHARGE_OF Department Project: 主管单位 of a key project
SELECT trim(authority) AS "start", project_id AS "end", min(period) AS first_period, max(period) AS last_period,
       list(DISTINCT source_key ORDER BY source_key)[1:20] AS sources
FROM project_row WHERE trim(authority) <> '' GROUP BY ALL
