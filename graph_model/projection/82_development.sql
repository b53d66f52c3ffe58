-- table year_end: the last month of each year of the data
SELECT left(month, 4)::BIGINT AS year, max(month) AS last_month, right(max(month), 2)::BIGINT AS months
FROM life_month WHERE month >= (SELECT min(month) FROM (SELECT month FROM tax_line UNION ALL SELECT month FROM staff_month)) GROUP BY 1

-- table tax_month: contribution by month: net payments and 免抵调
SELECT entity_id, month, sum(tax) AS tax, sum(before_refunds) AS before_refunds, sum(tax_local) AS tax_local
FROM (
    SELECT entity_id, month, sum(amount)::DOUBLE AS tax, coalesce(sum(amount) FILTER (WHERE NOT refund), 0)::DOUBLE AS before_refunds,
           sum(local_amount)::DOUBLE AS tax_local
    FROM tax_line GROUP BY ALL
    UNION ALL
    SELECT a.entity_id, r.src_period, sum(r.amount)::DOUBLE, sum(r.amount)::DOUBLE, 0
    FROM lake_tax_exempt_offset r
    JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'tax_exempt_offset' AND a.role = '纳税人' AND a.delivery = r.src_delivery
     AND a.sheet = r.src_sheet AND a."row" = r.src_row
    WHERE length(r.src_period) = 7 GROUP BY ALL
)
GROUP BY entity_id, month

-- table firm_before: the same months of the year before, so that a year that is not over is compared with its like
SELECT f.entity_id, y.year, sum(f.value) FILTER (WHERE f.fact = 'tax') AS tax_before, sum(f.value) FILTER (WHERE f.fact = 'revenue') AS revenue_before,
       sum(f.value) FILTER (WHERE f.fact = 'power') AS power_before
FROM (
    SELECT 'tax' AS fact, entity_id, month, tax AS value FROM tax_month
    UNION ALL SELECT 'revenue', entity_id, month, taxable_income::DOUBLE FROM revenue_line
    UNION ALL SELECT 'power', entity_id, month, power FROM power_month
) f
JOIN year_end y ON left(f.month, 4)::BIGINT = y.year - 1 AND right(f.month, 2)::BIGINT <= y.months
GROUP BY f.entity_id, y.year

-- table staff_end: heads in the last month that the year has of 社保, and in the same month a year before; who had left by then counts no more
SELECT h.entity_id, e.year, sum(h.heads) FILTER (WHERE h.month = e.month)::BIGINT AS staff, sum(h.heads) FILTER (WHERE h.month <> e.month)::BIGINT AS before
FROM (SELECT left(month, 4)::BIGINT AS year, max(month) AS month FROM staff_month GROUP BY 1) e
JOIN staff_month h ON h.month IN (e.month, strftime((e.month || '-01')::DATE - to_years(1), '%Y-%m'))
GROUP BY h.entity_id, e.year

-- table land_held: land with the area of the right, for the time in which HOLDS says that it is held
SELECT entity_id, parcel_id, from_on AS since, to_on AS until, area FROM held WHERE from_on IS NOT NULL

-- table land_year: own land at the end of a year; a parcel's area is shared by those who hold it, and never counted twice
SELECT entity_id, year, sum(own) AS own_land, count(*) AS parcels
FROM (
    SELECT h.entity_id, y.year,
           h.area * least(1, coalesce(f.area, h.area) / nullif(sum(h.area) OVER (PARTITION BY h.parcel_id, y.year), 0)) AS own
    FROM land_held h
    JOIN year_end y ON h.since <= last_day((y.last_month || '-01')::DATE) AND coalesce(h.until > last_day((y.last_month || '-01')::DATE), true)
    LEFT JOIN parcel_fact f ON f.parcel_id = h.parcel_id
    WHERE h.area > 0
)
GROUP BY entity_id, year

-- table rented: land rented in a park; 使用占地面积 where neither own nor rented land is known, since the two overlap
SELECT entity_id, sum(coalesce(rented_area, 0)) AS rented, sum(coalesce(site_area, 0)) AS site FROM park_row GROUP BY entity_id

-- table hightech_year: firms whose 高新 recognition is valid at the end of a year
SELECT DISTINCT h.entity_id, y.year
FROM honour_row h JOIN year_end y ON h.dated_on <= last_day((y.last_month || '-01')::DATE) AND h.valid_to > last_day((y.last_month || '-01')::DATE)
WHERE h.kind = '高新技术企业'

-- table above_scale_year: the official list of a year
SELECT DISTINCT entity_id, year FROM honour_row WHERE kind = '规上限上' AND year IS NOT NULL

-- table invested_year: what key projects report as invested in a year, by who owns them
SELECT o.entity_id, r.year, sum(r.amount) AS invested
FROM (
    SELECT project_id, left(period, 4)::BIGINT AS year, arg_max(amount, (period, source_key)) AS amount
    FROM project_row WHERE step = 7 AND amount IS NOT NULL GROUP BY ALL
) r
JOIN (SELECT project_id, min(entity_id) AS entity_id FROM owner GROUP BY project_id) o USING (project_id)
GROUP BY o.entity_id, r.year

-- table firm_year: every registered firm of the city in every year of its life, with its figures
SELECT e.id AS entity_id, y.year, e.town, e.department,
       coalesce(g.months, 0) > 0 AS active,
       year(e.valid_from) = y.year AS born,
       coalesce(e.status = '注销' AND coalesce(left(l.last_active, 4)::BIGINT = y.year, false) AND year(e.valid_to) = y.year, false) AS closed_surely,
       coalesce(e.status = '注销' AND coalesce(left(l.last_active, 4)::BIGINT, year(e.valid_from), 0) <= y.year AND y.year <= year(e.valid_to), false)
         AS closed_maybe,
       t.tax, t.before_refunds, t.tax_local, r.revenue, s.staff, p.power, u.subsidy, u.subsidy_local, b.tax_before, b.revenue_before, b.power_before,
       n.staff AS staff_end, n.before AS staff_before, i.invested,
       CASE WHEN coalesce(a.own_land, 0) + coalesce(d.rented, 0) > 0 THEN coalesce(a.own_land, 0) + coalesce(d.rented, 0) ELSE nullif(d.site, 0) END AS land,
       h.entity_id IS NOT NULL AS hightech, v.entity_id IS NOT NULL AS above_scale
FROM "node_Enterprise" e
JOIN year_end y ON coalesce(year(e.valid_from) <= y.year, true)
LEFT JOIN life l ON l.entity_id = e.id
LEFT JOIN (
    SELECT m.entity_id, y.year, count(*) AS months FROM life_month m
    JOIN year_end y ON m.month <= y.last_month AND m.month > strftime((y.last_month || '-01')::DATE - to_months(getvariable('active_months')::INTEGER), '%Y-%m')
    GROUP BY ALL
) g ON g.entity_id = e.id AND g.year = y.year
LEFT JOIN (SELECT entity_id, left(month, 4)::BIGINT AS year, sum(tax) AS tax, sum(before_refunds) AS before_refunds, sum(tax_local) AS tax_local
           FROM tax_month GROUP BY ALL) t ON t.entity_id = e.id AND t.year = y.year
LEFT JOIN revenue_year r ON r.entity_id = e.id AND r.year = y.year
LEFT JOIN staff_year s ON s.entity_id = e.id AND s.year = y.year
LEFT JOIN staff_end n ON n.entity_id = e.id AND n.year = y.year
LEFT JOIN power_year p ON p.entity_id = e.id AND p.year = y.year
LEFT JOIN subsidy_year u ON u.entity_id = e.id AND u.year = y.year
LEFT JOIN firm_before b ON b.entity_id = e.id AND b.year = y.year
LEFT JOIN invested_year i ON i.entity_id = e.id AND i.year = y.year
LEFT JOIN land_year a ON a.entity_id = e.id AND a.year = y.year
LEFT JOIN rented d ON d.entity_id = e.id
LEFT JOIN hightech_year h ON h.entity_id = e.id AND h.year = y.year
LEFT JOIN above_scale_year v ON v.entity_id = e.id AND v.year = y.year
WHERE e.registered AND coalesce(e.status <> '报验', true)

-- temp firm_group: the groups a firm belongs to: the city, its town, parks, industries of every level, and department
SELECT id AS entity_id, 'city' AS "by", '全市' AS "group", '全市' AS name, NULL::BIGINT AS level FROM "node_Enterprise"
UNION ALL SELECT id, 'town', town, town, NULL FROM "node_Enterprise" WHERE town <> ''
UNION ALL SELECT entity_id, 'park', park, park, NULL FROM park_row
UNION ALL SELECT entity_id, 'department', department, department, NULL FROM firm_department
UNION ALL SELECT i.entity_id, 'industry', u.ancestor, u.name, u.level FROM industry_of i JOIN industry_up u ON u.code = i.code
UNION ALL
SELECT i.entity_id, 'town_industry', e.town || '|' || u.ancestor, u.name, u.level
FROM industry_of i JOIN industry_up u ON u.code = i.code AND u.level <= 2 JOIN "node_Enterprise" e ON e.id = i.entity_id WHERE e.town <> ''

-- node GroupFigures: figures of all registered firms of a town, park, industry or department in a year; decimal sums do not hang on their order
SELECT g."by" || '/' || g."group" || '/' || y.year AS key, g."by", g."group", min(g.name) AS name, min(g.level) AS level, y.year, any_value(e.months) AS months,
       count(*) FILTER (WHERE NOT coalesce(y.year > year(n.valid_to), false)) AS firms, count(*) FILTER (WHERE y.active) AS alive,
       count(*) FILTER (WHERE y.born) AS births,
       count(*) FILTER (WHERE y.closed_surely) AS closures_low, count(*) FILTER (WHERE y.closed_maybe) AS closures_high,
       sum(y.tax::DECIMAL(28, 6)) AS tax, sum(y.before_refunds::DECIMAL(28, 6)) AS tax_before_refunds, sum(y.tax_local::DECIMAL(28, 6)) AS tax_local, sum(y.revenue::DECIMAL(28, 6)) AS revenue, sum(y.staff_end)::BIGINT AS staff,
       sum(y.power::DECIMAL(28, 6)) AS power, sum(y.subsidy::DECIMAL(28, 6)) AS subsidy, sum(y.subsidy_local::DECIMAL(28, 6)) AS subsidy_local, sum(y.invested::DECIMAL(28, 6)) AS invested,
       sum(y.tax_before::DECIMAL(28, 6)) AS tax_base, sum(y.revenue_before::DECIMAL(28, 6)) AS revenue_base, sum(y.power_before::DECIMAL(28, 6)) AS power_base, sum(y.staff_before)::BIGINT AS staff_base,
       sum(y.land::DECIMAL(28, 6)) AS land, count(y.land) AS land_firms, sum(coalesce(y.tax, 0)::DECIMAL(28, 6)) FILTER (WHERE y.land IS NOT NULL) AS land_tax,
       sum(coalesce(y.revenue, 0)::DECIMAL(28, 6)) FILTER (WHERE y.land IS NOT NULL) AS land_revenue,
       count(*) FILTER (WHERE y.hightech) AS hightech, sum(y.revenue::DECIMAL(28, 6)) FILTER (WHERE y.hightech) AS hightech_revenue,
       CASE WHEN y.year IN (SELECT year FROM above_scale_year) THEN count(*) FILTER (WHERE y.above_scale) END AS above_scale
FROM firm_year y JOIN firm_group g USING (entity_id) JOIN year_end e USING (year) JOIN "node_Enterprise" n ON n.id = y.entity_id
GROUP BY g."by", g."group", y.year

-- table city_economy: the newest quarter of each year; what 统计局 gives is a sum since January
SELECT left(quarter, 4)::BIGINT AS year, * FROM lake_economic_indicator WHERE quarter IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY left(quarter, 4) ORDER BY quarter DESC, source_key DESC) = 1

-- table city_people: residents of each year
SELECT year::BIGINT AS year, residents, source_key FROM lake_population_indicator WHERE year IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY year ORDER BY source_key DESC) = 1

-- table city_jobs: new jobs since January up to the newest month of each year
SELECT left(month, 4)::BIGINT AS year, month, new_jobs, source_key FROM lake_employment_indicator WHERE month IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY left(month, 4) ORDER BY month DESC, source_key DESC) = 1

-- node CityFigures: what is reported of the whole city in a year, beside the sums of firms
SELECT y.year::VARCHAR AS key, y.year, e.quarter, e.gdp, e.budget_revenue, e.local_revenue, e.retail_sales, e.industry_growth, e.investment_growth,
       p.residents, j.new_jobs, j.month AS jobs_until, list_filter([e.source_key, p.source_key, j.source_key], lambda x: x IS NOT NULL) AS sources
FROM (SELECT year FROM city_economy UNION SELECT year FROM city_people UNION SELECT year FROM city_jobs) y
LEFT JOIN city_economy e USING (year) LEFT JOIN city_people p USING (year) LEFT JOIN city_jobs j USING (year)
