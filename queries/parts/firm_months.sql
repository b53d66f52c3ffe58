/*
params:
  firms: {type: string, default: null, caption: 只看这些企业（统一编号，逗号隔开）}
*/
local AS (
    SELECT entity_id, name, town, industry, valid_from FROM entity
    WHERE kind = 'ent' AND known_to IS NULL AND registered AND coalesce(status <> '报验', true)
      AND ($firms IS NULL OR list_contains(string_split($firms, ','), entity_id))
),
tax_lines AS (
    SELECT a.entity_id, strftime(r.paid_on, '%Y-%m') AS month, r.amount::DOUBLE AS amount,
           coalesce(regexp_matches(concat_ws(' ', r.budget_subject, r.levy_subitem), rule('refund_subjects')), false) AS refund
    FROM lake_tax_net_revenue r JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'tax_net_revenue' AND a.role = '纳税人'
     AND a.delivery = r.src_delivery AND a.sheet = r.src_sheet AND a."row" = r.src_row
    WHERE strftime(r.paid_on, '%Y-%m') BETWEEN (SELECT first FROM span) AND (SELECT last FROM span)
      AND NOT coalesce(regexp_matches(r.levy_item, rule('excluded_levies')), false)
      AND NOT coalesce(regexp_matches(concat_ws(' ', r.budget_subject, r.levy_subitem), rule('excluded_subjects')), false)
    UNION ALL
    SELECT a.entity_id, r.src_period, r.amount::DOUBLE, false
    FROM lake_tax_exempt_offset r JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'tax_exempt_offset' AND a.role = '纳税人'
     AND a.delivery = r.src_delivery AND a.sheet = r.src_sheet AND a."row" = r.src_row
    WHERE length(r.src_period) = 7 AND r.src_period BETWEEN (SELECT first FROM span) AND (SELECT last FROM span)
),
revenue_lines AS (
    SELECT a.entity_id, strftime(r.period_end, '%Y-%m') AS month, r.taxable_income::DOUBLE AS amount
    FROM lake_tax_declaration r JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'tax_declaration' AND a.role = '纳税人'
     AND a.delivery = r.src_delivery AND a.sheet = r.src_sheet AND a."row" = r.src_row
    WHERE r.levy_item = rule('revenue_levy')
      AND NOT coalesce(regexp_matches(r.levy_subitem, rule('excluded_revenue_subitems')), false)
      AND strftime(r.period_end, '%Y-%m') BETWEEN (SELECT first FROM span) AND (SELECT last FROM span)
    QUALIFY row_number() OVER (PARTITION BY a.entity_id, r.levy_subitem, r.period_start, r.period_end
        ORDER BY r.declared_on DESC, r.voucher_no DESC, r.source_key DESC) = 1
),
heads AS (
    SELECT entity_id, month, coalesce(max(heads) FILTER (WHERE pension), max(heads))::DOUBLE AS amount
    FROM (
        SELECT a.entity_id, r.month, r.insurance_type, sum(r.employees) AS heads,
               coalesce(regexp_matches(r.insurance_type, rule('staff_insurance')), false) AS pension
        FROM lake_social_insurance r JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'social_insurance' AND a.role = '参保单位'
         AND a.delivery = r.src_delivery AND a.sheet = r.src_sheet AND a."row" = r.src_row
        WHERE r.employees IS NOT NULL AND r.month BETWEEN (SELECT first FROM span) AND (SELECT last FROM span)
        GROUP BY ALL
    )
    GROUP BY entity_id, month
),
facts AS (
    SELECT 'tax' AS fact, entity_id, month, sum(amount) AS amount FROM tax_lines GROUP BY ALL
    UNION ALL SELECT 'gross', entity_id, month, sum(amount) FROM tax_lines WHERE NOT refund GROUP BY ALL
    UNION ALL SELECT 'revenue', entity_id, month, sum(amount) FROM revenue_lines GROUP BY ALL
    UNION ALL SELECT 'staff', entity_id, month, amount FROM heads
    UNION ALL
    SELECT 'power', a.entity_id, r.month, sum(r.consumption)::DOUBLE
    FROM lake_power_consumption r JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'power_consumption' AND a.role = '用电户'
     AND a.delivery = r.src_delivery AND a.sheet = r.src_sheet AND a."row" = r.src_row
    WHERE r.month BETWEEN (SELECT first FROM span) AND (SELECT last FROM span) GROUP BY ALL
    UNION ALL
    SELECT 'subsidy', a.entity_id, r.src_period, sum(r.amount)::DOUBLE
    FROM lake_subsidy_payment r JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'subsidy_payment' AND a.role = '受补企业'
     AND a.part_no = 0 AND a.delivery = r.src_delivery AND a.sheet = r.src_sheet AND a."row" = r.src_row
    WHERE r.src_period BETWEEN (SELECT first FROM span) AND (SELECT last FROM span) GROUP BY ALL
    UNION ALL
    SELECT 'born', entity_id, strftime(valid_from, '%Y-%m'), 1
    FROM local WHERE strftime(valid_from, '%Y-%m') BETWEEN (SELECT first FROM span) AND (SELECT last FROM span)
),
