-- table tax_line: tax payments of enterprises that count as tax, with what the city keeps
SELECT a.entity_id, year(r.paid_on) AS year, strftime(r.paid_on, '%Y-%m') AS month, r.amount,
       r.amount * coalesce(try_cast(nullif(regexp_extract(r.budget_share, getvariable('local_share'), 1), '') AS DOUBLE), 0) / 100
         AS local_amount,
       coalesce(regexp_matches(concat_ws(' ', r.budget_subject, r.levy_subitem), getvariable('refund_subjects')), false) AS refund
FROM lake_tax_net_revenue r
JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'tax_net_revenue' AND a.role = '纳税人' AND a.delivery = r.src_delivery
 AND a.sheet = r.src_sheet AND a."row" = r.src_row
WHERE r.paid_on IS NOT NULL
  AND NOT coalesce(regexp_matches(r.levy_item, getvariable('excluded_levies')), false)
  AND NOT coalesce(regexp_matches(concat_ws(' ', r.budget_subject, r.levy_subitem), getvariable('excluded_subjects')), false)

-- table tax_year: tax by 入库日期, with and without refunds
SELECT entity_id, year, sum(amount)::DOUBLE AS paid, sum(local_amount) AS tax_local,
       coalesce(sum(amount) FILTER (WHERE NOT refund), 0)::DOUBLE AS paid_before_refunds
FROM tax_line GROUP BY ALL

-- table offset_year: 免抵调, the 调增 side once
SELECT a.entity_id, left(r.src_period, 4)::BIGINT AS year, sum(r.amount)::DOUBLE AS exempt_offset
FROM lake_tax_exempt_offset r
JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'tax_exempt_offset' AND a.role = '纳税人' AND a.delivery = r.src_delivery
 AND a.sheet = r.src_sheet AND a."row" = r.src_row
GROUP BY ALL

-- table revenue_line: 应税收入 of the VAT main lines, the latest voucher of each 品目 and 所属期
SELECT a.entity_id, year(r.period_end) AS year, strftime(r.period_end, '%Y-%m') AS month, r.taxable_income,
       r.period_start, r.period_end
FROM lake_tax_declaration r
JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'tax_declaration' AND a.role = '纳税人' AND a.delivery = r.src_delivery
 AND a.sheet = r.src_sheet AND a."row" = r.src_row
WHERE r.levy_item = getvariable('revenue_levy') AND r.period_end IS NOT NULL
  AND NOT coalesce(regexp_matches(r.levy_subitem, getvariable('excluded_revenue_subitems')), false)
QUALIFY row_number() OVER (
    PARTITION BY a.entity_id, r.levy_subitem, r.period_start, r.period_end
    ORDER BY r.declared_on DESC, r.voucher_no DESC, r.source_key DESC) = 1

-- table revenue_year: by 所属期
SELECT entity_id, year, sum(taxable_income)::DOUBLE AS revenue FROM revenue_line GROUP BY ALL

-- table staff_month: heads of 企业职工基本养老, else of the largest 险种; never a sum over 险种
SELECT entity_id, month, coalesce(max(heads) FILTER (WHERE pension), max(heads)) AS heads
FROM (
    SELECT a.entity_id, r.month, r.insurance_type, sum(r.employees) AS heads,
           coalesce(regexp_matches(r.insurance_type, getvariable('staff_insurance')), false) AS pension
    FROM lake_social_insurance r
    JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'social_insurance' AND a.role = '参保单位' AND a.delivery = r.src_delivery
     AND a.sheet = r.src_sheet AND a."row" = r.src_row
    WHERE r.month IS NOT NULL AND r.employees IS NOT NULL
    GROUP BY ALL
)
GROUP BY entity_id, month

-- table staff_year: heads in the last month that the year has of 社保, so that who has left counts no more; and the mean of a firm's months
SELECT h.entity_id, e.year, sum(h.heads) FILTER (WHERE h.month = e.month)::BIGINT AS staff, avg(h.heads) AS staff_mean
FROM (SELECT left(month, 4)::BIGINT AS year, max(month) AS month FROM staff_month GROUP BY 1) e
JOIN staff_month h ON left(h.month, 4)::BIGINT = e.year
GROUP BY ALL

-- table power_month: all meters of a firm together
SELECT a.entity_id, r.month, sum(r.consumption)::DOUBLE AS power
FROM lake_power_consumption r
JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'power_consumption' AND a.role = '用电户' AND a.delivery = r.src_delivery
 AND a.sheet = r.src_sheet AND a."row" = r.src_row
WHERE r.month IS NOT NULL
GROUP BY ALL

-- table power_year: the sum of the months
SELECT entity_id, left(month, 4)::BIGINT AS year, sum(power) AS power FROM power_month GROUP BY ALL

-- table subsidy_row: support paid to an enterprise, by the delivery's period; money of an upper document is upper-level
SELECT r.source_key, a.entity_id, p.entity_id AS payee_id, r.src_period AS period, left(r.src_period, 4)::BIGINT AS year,
       r.amount::DOUBLE AS amount, r.summary, r.project_name, r.beneficiary_name, r.payee_name,
       coalesce(trim(r.upper_document_no), '') <> '' AS upper,
       nullif(trim(r.document_no), '') AS document_no, nullif(trim(r.upper_document_no), '') AS upper_document_no,
       r.upper_summary, nullif(trim(r.budget_unit_name), '') AS budget_unit_name
FROM lake_subsidy_payment r
LEFT JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'subsidy_payment' AND a.role = '受补企业' AND a.part_no = 0
 AND a.delivery = r.src_delivery AND a.sheet = r.src_sheet AND a."row" = r.src_row
LEFT JOIN assigned p ON p.kind = 'ent' AND p.dataset = 'subsidy_payment' AND p.role = '收款人' AND p.part_no = 0
 AND p.delivery = r.src_delivery AND p.sheet = r.src_sheet AND p."row" = r.src_row

-- table subsidy_year: what an enterprise got, refunds taken off
SELECT entity_id, year, sum(amount) AS subsidy, coalesce(sum(amount) FILTER (WHERE NOT upper), 0) AS subsidy_local
FROM subsidy_row WHERE entity_id IS NOT NULL GROUP BY ALL

-- table output_year: 本年产值 of concrete firms, the largest of a year's batches since they repeat it
SELECT a.entity_id, year(r.registered_on) AS year, max(r.output_value)::DOUBLE AS output_value
FROM lake_concrete_firm r
JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'concrete_firm' AND a.delivery = r.src_delivery
 AND a.sheet = r.src_sheet AND a."row" = r.src_row
WHERE r.registered_on IS NOT NULL
GROUP BY ALL

-- table life_month: months with a sign of life; a nil return is none
SELECT DISTINCT entity_id, month FROM (
    SELECT entity_id, month FROM revenue_line WHERE taxable_income > 0
    UNION ALL SELECT entity_id, month FROM tax_line GROUP BY ALL HAVING sum(amount) > 0
    UNION ALL SELECT entity_id, month FROM staff_month WHERE heads >= 1
    UNION ALL SELECT entity_id, month FROM power_month WHERE power > 0
)

-- table life: the last month with a sign of life, and whether it lies in the last 12 months of the data
SELECT entity_id, max(month) AS last_active,
       max(month) > strftime(strptime((SELECT max(month) FROM life_month) || '-01', '%Y-%m-%d')
                             - to_months(getvariable('active_months')::INTEGER), '%Y-%m') AS alive
FROM life_month GROUP BY entity_id

-- table figure_year: every year in which something is known of an enterprise
SELECT entity_id, year, count(*) AS facts FROM (
    SELECT entity_id, year FROM tax_year UNION ALL SELECT entity_id, year FROM offset_year
    UNION ALL SELECT entity_id, year FROM revenue_year UNION ALL SELECT entity_id, year FROM staff_year
    UNION ALL SELECT entity_id, year FROM power_year UNION ALL SELECT entity_id, year FROM subsidy_year
    UNION ALL SELECT entity_id, year FROM output_year
) WHERE entity_id LIKE 'ent\_%' ESCAPE '\' GROUP BY ALL

-- table month_year: how many months of a year show life
SELECT entity_id, left(month, 4)::BIGINT AS year, count(*) AS months FROM life_month GROUP BY ALL

-- node YearFigures: contribution = net payments + 免抵调; what no source tells stays empty, never 0
SELECT y.entity_id || '/' || y.year AS key, y.year,
       CASE WHEN t.paid IS NULL AND o.exempt_offset IS NULL THEN NULL
            ELSE coalesce(t.paid, 0) + coalesce(o.exempt_offset, 0) END AS tax,
       CASE WHEN t.paid IS NULL AND o.exempt_offset IS NULL THEN NULL
            ELSE coalesce(t.paid_before_refunds, 0) + coalesce(o.exempt_offset, 0) END AS tax_before_refunds,
       t.tax_local, o.exempt_offset, r.revenue, s.staff, s.staff_mean, p.power, u.subsidy, u.subsidy_local,
       v.output_value, coalesce(m.months, 0) AS months
FROM figure_year y
LEFT JOIN tax_year t USING (entity_id, year)
LEFT JOIN offset_year o USING (entity_id, year)
LEFT JOIN revenue_year r USING (entity_id, year)
LEFT JOIN staff_year s USING (entity_id, year)
LEFT JOIN power_year p USING (entity_id, year)
LEFT JOIN subsidy_year u USING (entity_id, year)
LEFT JOIN output_year v USING (entity_id, year)
LEFT JOIN month_year m USING (entity_id, year)

-- relation FIGURES_OF YearFigures Enterprise: the enterprise of a year's figures
SELECT entity_id || '/' || year AS "start", entity_id AS "end" FROM figure_year
