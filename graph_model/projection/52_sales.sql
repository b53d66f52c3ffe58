-- table sale_line: 网签 of a project: contract rows and the months' totals, two grains that are never added
SELECT a.entity_id AS project_id, coalesce(strftime(r.signed_on, '%Y-%m'), r.src_period) AS month, r.contract_no IS NOT NULL AS contract,
       r.contract_no, r.floor_area::DOUBLE AS area, r.total_price::DOUBLE AS price, r.homes_sold, r.sales_amount::DOUBLE AS sales_amount, r.source_key
FROM lake_presale_contract r
JOIN assigned a ON a.kind = 'prj' AND a.dataset = 'presale_contract' AND a.delivery = r.src_delivery AND a.sheet = r.src_sheet
 AND a."row" = r.src_row

-- table contract_month: contracts by month, each number once
SELECT project_id, month, count(*) AS contracts, sum(area) AS contract_area, sum(price) AS contract_amount,
       list(source_key ORDER BY source_key)[1:20] AS sources
FROM (SELECT DISTINCT ON (project_id, contract_no) * FROM sale_line WHERE contract ORDER BY project_id, contract_no, month, source_key)
GROUP BY ALL

-- table total_month: what the totals say; a file that stands twice says the same
SELECT project_id, month, max(homes_sold) AS homes_reported, max(sales_amount) AS amount_reported,
       list(source_key ORDER BY source_key)[1:20] AS sources
FROM sale_line WHERE NOT contract GROUP BY ALL

-- table escrow_row: the state of a supervised account after an entry; accounts are numbered, what they are stays in the lake
SELECT a.entity_id AS project_id, b.entity_id AS bank_id, dense_rank() OVER (ORDER BY coalesce(r.account_no, r.bank_name, '')) AS account, r.posted_on,
       r.balance::DOUBLE AS balance, r.presale_received::DOUBLE AS received, r.presale_paid_out::DOUBLE AS paid_out,
       r.presale_arrears::DOUBLE AS arrears, r.source_key
FROM lake_presale_fund_supervision r
JOIN assigned a ON a.kind = 'prj' AND a.dataset = 'presale_fund_supervision' AND a.delivery = r.src_delivery AND a.sheet = r.src_sheet
 AND a."row" = r.src_row
LEFT JOIN assigned b ON b.kind = 'ent' AND b.role = '监管银行' AND b.part_no = 0 AND b.dataset = 'presale_fund_supervision'
 AND b.delivery = r.src_delivery AND b.sheet = r.src_sheet AND b."row" = r.src_row
WHERE r.posted_on IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY r.source_key ORDER BY a.part_no, a.entity_id) = 1

-- table escrow_month: accounts added, each with its last state by the end of the month, for months with an entry; balances are never added over months
SELECT project_id, month, sum(balance) AS escrow_balance, sum(received) AS escrow_received, sum(paid_out) AS escrow_paid_out,
       list(source_key ORDER BY source_key)[1:20] AS sources
FROM (
    SELECT m.project_id, m.month, r.account, arg_max(r.balance, (r.posted_on, r.source_key)) AS balance,
           arg_max(r.received, (r.posted_on, r.source_key)) AS received, arg_max(r.paid_out, (r.posted_on, r.source_key)) AS paid_out,
           arg_max(r.source_key, (r.posted_on, r.source_key)) AS source_key
    FROM (SELECT DISTINCT project_id, strftime(posted_on, '%Y-%m') AS month FROM escrow_row) m
    JOIN escrow_row r ON r.project_id = m.project_id AND strftime(r.posted_on, '%Y-%m') <= m.month
    GROUP BY m.project_id, m.month, r.account
)
GROUP BY project_id, month

-- table loan_month: 公积金 loans, which come as totals of a development and a kind of house
SELECT project_id, period AS month, sum(amount) AS loans, list(source_key ORDER BY source_key)[1:20] AS sources
FROM project_row WHERE step = 11 GROUP BY ALL

-- table project_month: every month in which sales, accounts or loans tell something of a project
SELECT project_id, month FROM contract_month UNION SELECT project_id, month FROM total_month
UNION SELECT project_id, month FROM escrow_month UNION SELECT project_id, month FROM loan_month

-- node ProjectMonth: sales of a project in a month, with the first 20 rows of each kind; 网签 rows stay in the lake
SELECT m.project_id || '/' || m.month AS key, m.month, c.contracts, c.contract_area, c.contract_amount, t.homes_reported, t.amount_reported,
       e.escrow_received, e.escrow_paid_out, e.escrow_balance, l.loans, flatten([coalesce(s, []) FOR s IN [e.sources, l.sources, c.sources, t.sources]]) AS sources
FROM project_month m
LEFT JOIN contract_month c USING (project_id, month)
LEFT JOIN total_month t USING (project_id, month)
LEFT JOIN escrow_month e USING (project_id, month)
LEFT JOIN loan_month l USING (project_id, month)

-- relation MONTH_OF ProjectMonth Project: the project of a month's sales
SELECT project_id || '/' || month AS "start", project_id AS "end" FROM project_month

-- relation KEEPS_ESCROW Enterprise Project: the bank of supervised accounts, with the sum of their last states
SELECT bank_id AS "start", project_id AS "end", count(*) AS accounts, sum(balance) AS balance, max(balance_on) AS balance_on, sum(arrears) AS arrears,
       list_sort(list_distinct(flatten(list(sources))))[1:20] AS sources
FROM (
    SELECT bank_id, project_id, account, arg_max(balance, (posted_on, source_key)) AS balance, max(posted_on) AS balance_on,
           arg_max(arrears, (posted_on, source_key)) AS arrears, list(source_key ORDER BY source_key) AS sources
    FROM escrow_row WHERE bank_id IS NOT NULL GROUP BY bank_id, project_id, account
)
GROUP BY bank_id, project_id

-- table estate_link: an estate and a project that share a contract number or a number of a permit to sell
SELECT b.entity_id AS building_id, s.project_id, count(DISTINCT h.contract_no) AS contracts, 0 AS permits,
       list(h.source_key ORDER BY h.source_key)[1:20] AS sources
FROM lake_housing_unit h
JOIN assigned b ON b.kind = 'bld' AND b.dataset = 'housing_unit' AND b.delivery = h.src_delivery AND b.sheet = h.src_sheet AND b."row" = h.src_row
JOIN (SELECT DISTINCT project_id, contract_no FROM sale_line WHERE contract) s USING (contract_no)
GROUP BY ALL
UNION ALL
SELECT b.entity_id, p.project_id, 0, count(DISTINCT h.presale_permit_no), list(h.source_key ORDER BY h.source_key)[1:20]
FROM lake_housing_unit h
JOIN assigned b ON b.kind = 'bld' AND b.dataset = 'housing_unit' AND b.delivery = h.src_delivery AND b.sheet = h.src_sheet AND b."row" = h.src_row
JOIN (SELECT DISTINCT project_id, number FROM project_row WHERE step = 10 AND number IS NOT NULL) p ON p.number = h.presale_permit_no
GROUP BY ALL

-- relation ESTATE_OF Building Project: the project behind an estate's name, by the number of shared contracts, then of permits
SELECT building_id AS "start", project_id AS "end", sum(contracts)::BIGINT AS contracts, sum(permits)::BIGINT AS permits,
       list_sort(list_distinct(flatten(list(sources))))[1:20] AS sources
FROM estate_link GROUP BY building_id, project_id
QUALIFY row_number() OVER (PARTITION BY building_id ORDER BY sum(contracts) DESC, sum(permits) DESC, project_id) = 1
