-- table full_year: years whose twelve months are all there
SELECT year FROM year_end WHERE months = 12

-- temp firm_full: figures of a firm in a full year, with its division of GB/T 4754 and its size by revenue
SELECT y.entity_id, y.year, y.tax, y.before_refunds, y.tax_local, y.revenue, y.staff, y.power, y.town, d.ancestor AS division, d.name AS division_name,
       CASE WHEN y.revenue > 0
            THEN len(list_filter(string_split(getvariable('size_bounds'), '|')::DOUBLE[], lambda x: x <= y.revenue)) END AS size_no,
       greatest(y.year - year(e.valid_from), 0) AS age
FROM firm_year y
JOIN full_year f USING (year)
JOIN "node_Enterprise" e ON e.id = y.entity_id
LEFT JOIN (SELECT i.entity_id, u.ancestor, u.name FROM industry_of i JOIN industry_up u ON u.code = i.code AND u.level = 2) d USING (entity_id)

-- table support_first: the first year in which a firm was paid, as far as the data reach back
SELECT entity_id, min(year) AS first_year FROM subsidy_row WHERE entity_id IS NOT NULL AND amount > 0 GROUP BY entity_id

-- temp peer_year: firms of one division and size in a year, with the change of revenue on the year before
SELECT a.*, CASE WHEN b.revenue > 0 THEN a.revenue / b.revenue - 1 END AS revenue_change,
       a.division || '|' || a.size_no || '|' || a.year AS peer
FROM firm_full a LEFT JOIN firm_full b ON b.entity_id = a.entity_id AND b.year = a.year - 1
WHERE a.division IS NOT NULL AND a.size_no IS NOT NULL

-- node PeerFigures: middle values of the firms of one division and size, supported ones included
SELECT peer AS key, division, min(division_name) AS name, string_split(getvariable('size_names'), '|')[size_no + 1] AS size, year,
       count(*) AS firms, count(*) FILTER (WHERE entity_id IN (SELECT entity_id FROM support_first)) AS supported,
       median(tax)::DOUBLE AS tax, median(tax_local)::DOUBLE AS tax_local, median(revenue)::DOUBLE AS revenue, median(staff)::DOUBLE AS staff,
       median(power)::DOUBLE AS power, median(revenue_change)::DOUBLE AS revenue_change, median(tax / revenue)::DOUBLE AS tax_share
FROM peer_year GROUP BY peer, division, size_no, year

-- relation AMONG YearFigures PeerFigures: the peers of a supported firm in a full year
SELECT entity_id || '/' || year AS "start", peer AS "end" FROM peer_year WHERE entity_id IN (SELECT entity_id FROM support_first)

-- table doubtful: firms that a payment in review may name: neither supported nor unsupported for sure
SELECT DISTINCT unnest([m.entity_id, m.runner_up]) AS entity_id
FROM mention_source s JOIN match m USING (mention_id)
WHERE s.dataset = 'subsidy_payment' AND m.decision IN ('review', 'ambiguous') AND m.known_to IS NULL

-- table match_panel: what firms are compared by in the year before support; a trend needs two years before it
SELECT a.entity_id, a.year, a.division, a.size_no, ln(a.revenue) AS revenue, ln(a.staff) AS staff, ln(1 + a.age) AS age,
       CASE WHEN b.revenue > 0 THEN ln(a.revenue / b.revenue) END AS trend, f.first_year
FROM peer_year a
LEFT JOIN firm_full b ON b.entity_id = a.entity_id AND b.year = a.year - 1
LEFT JOIN support_first f ON f.entity_id = a.entity_id
WHERE a.revenue > 0 AND coalesce(a.staff, 1) > 0
  AND (f.first_year = a.year + 1 OR (f.first_year IS NULL AND a.entity_id NOT IN (SELECT entity_id FROM doubtful WHERE entity_id IS NOT NULL)))
ORDER BY a.entity_id, a.year

-- call comparison: the nearest unsupported firm of each newly supported one, see comparison.py

-- relation COMPARED_WITH Enterprise Enterprise: a newly supported firm and the unsupported firm most like it the year before
SELECT entity_id AS "start", other AS "end", first_year, distance, trend_known FROM comparison

-- table support_group: what a payment is counted under
SELECT source_key, entity_id, 'city' AS "by", '全市' AS "group", '全市' AS name FROM subsidy_row
UNION ALL
SELECT s.source_key, s.entity_id, 'policy', coalesce(o.policy, '未归类'), coalesce(p.name, '未归类')
FROM subsidy_row s LEFT JOIN policy_of o USING (source_key) LEFT JOIN policy p ON p.key = o.policy
UNION ALL SELECT source_key, entity_id, 'document', document_no, document_no FROM subsidy_row WHERE document_no IS NOT NULL
UNION ALL SELECT source_key, entity_id, 'unit', budget_unit_name, budget_unit_name FROM subsidy_row WHERE budget_unit_name IS NOT NULL
UNION ALL
SELECT s.source_key, s.entity_id, 'town', coalesce(e.town, '未定'), coalesce(e.town, '未定')
FROM subsidy_row s LEFT JOIN "node_Enterprise" e ON e.id = s.entity_id
UNION ALL
SELECT s.source_key, s.entity_id, 'industry', coalesce(d.ancestor, '未定'), coalesce(d.name, '未定')
FROM subsidy_row s
LEFT JOIN (SELECT i.entity_id, u.ancestor, u.name FROM industry_of i JOIN industry_up u ON u.code = i.code AND u.level = 2) d USING (entity_id)

-- table known_year: full years with tax and declarations in each of their months: there a firm without a row paid or declared nothing
SELECT year
FROM full_year
SEMI JOIN (SELECT left(month, 4)::BIGINT AS year FROM tax_line GROUP BY 1 HAVING count(DISTINCT month) = 12) USING (year)
SEMI JOIN (SELECT left(month, 4)::BIGINT AS year FROM revenue_line GROUP BY 1 HAVING count(DISTINCT month) = 12) USING (year)

-- temp firm_known: figures of a firm in the known years from its opening on, or its first sign of life; years after its closing count as 0
SELECT y.entity_id, y.year, coalesce(y.tax, 0) AS tax, coalesce(y.tax_local, 0) AS tax_local, coalesce(y.revenue, 0) AS revenue, y.staff
FROM firm_year y
SEMI JOIN known_year k USING (year)
JOIN "node_Enterprise" e ON e.id = y.entity_id
LEFT JOIN (SELECT entity_id, min(left(month, 4)::BIGINT) AS year FROM life_month GROUP BY entity_id) l ON l.entity_id = y.entity_id
WHERE y.year >= coalesce(year(e.valid_from), l.year)

-- table support_case: what a firm got of the city's money under a group by year, and the year of its first payment
SELECT "by", "group", entity_id, year, local, min(year) FILTER (WHERE paid) OVER (PARTITION BY "by", "group", entity_id) AS first_year
FROM (
    SELECT g."by", g."group", g.entity_id, s.year, bool_or(s.amount > 0) AS paid,
           coalesce(sum(s.amount::DECIMAL(28, 2)) FILTER (WHERE NOT s.upper), 0) AS local
    FROM support_group g JOIN subsidy_row s USING (source_key)
    WHERE g.entity_id IS NOT NULL GROUP BY g."by", g."group", g.entity_id, s.year
)

-- table support_fruit: yearly means of a firm before and after its first payment, up to three known years on each side; city money and 地方留成 of the same years since
SELECT c."by", c."group", c.entity_id, count(*) FILTER (WHERE f.year < c.first_year) > 0 AND count(*) FILTER (WHERE f.year > c.first_year) > 0 AS paired,
       sum(p.local) FILTER (WHERE f.year >= c.first_year) AS local,
       avg(f.tax_local) FILTER (WHERE f.year < c.first_year) AS tax_local_before, avg(f.tax_local) FILTER (WHERE f.year > c.first_year) AS tax_local_after,
       avg(f.tax) FILTER (WHERE f.year < c.first_year) AS tax_before, avg(f.tax) FILTER (WHERE f.year > c.first_year) AS tax_after,
       avg(f.revenue) FILTER (WHERE f.year < c.first_year) AS revenue_before, avg(f.revenue) FILTER (WHERE f.year > c.first_year) AS revenue_after,
       avg(f.staff) FILTER (WHERE f.year < c.first_year) AS staff_before, avg(f.staff) FILTER (WHERE f.year > c.first_year) AS staff_after,
       sum(f.tax_local) FILTER (WHERE f.year >= c.first_year) AS tax_local_since
FROM (SELECT DISTINCT "by", "group", entity_id, first_year FROM support_case) c
JOIN firm_known f ON f.entity_id = c.entity_id AND f.year BETWEEN c.first_year - 3 AND c.first_year + 3
LEFT JOIN support_case p ON p."by" = c."by" AND p."group" = c."group" AND p.entity_id = c.entity_id AND p.year = f.year
GROUP BY c."by", c."group", c.entity_id

-- node SupportFigures: payments of a policy, document, unit, town or industry, and the figures of their firms before and after; decimal sums do not hang on their order
SELECT g."by" || '/' || g."group" AS key, g."by", g."group", g.name, g.payments, g.firms, g.waiting, g.amount, g.local, g.upper, g.refunds, g.first_year, g.last_year,
       f.compared, f.local_compared, f.tax_local_before, f.tax_local_after, f.tax_before, f.tax_after, f.revenue_before, f.revenue_after,
       f.staff_compared, f.staff_before, f.staff_after, f.tax_local_since, f.local_since
FROM (
    SELECT g."by", g."group", min(g.name) AS name, count(*) AS payments, count(DISTINCT g.entity_id) AS firms, count(*) FILTER (WHERE g.entity_id IS NULL) AS waiting,
           sum(s.amount::DECIMAL(28, 2)) AS amount, coalesce(sum(s.amount::DECIMAL(28, 2)) FILTER (WHERE NOT s.upper), 0) AS local, coalesce(sum(s.amount::DECIMAL(28, 2)) FILTER (WHERE s.upper), 0) AS upper,
           coalesce(sum(s.amount::DECIMAL(28, 2)) FILTER (WHERE s.amount < 0), 0) AS refunds, min(s.year) AS first_year, max(s.year) AS last_year
    FROM support_group g JOIN subsidy_row s USING (source_key) GROUP BY g."by", g."group"
) g
LEFT JOIN (
    SELECT "by", "group", count(*) FILTER (WHERE paired) AS compared, sum(coalesce(local, 0)::DECIMAL(28, 6)) FILTER (WHERE paired) AS local_compared,
           sum(tax_local_before::DECIMAL(28, 6)) FILTER (WHERE paired) AS tax_local_before, sum(tax_local_after::DECIMAL(28, 6)) FILTER (WHERE paired) AS tax_local_after,
           sum(tax_before::DECIMAL(28, 6)) FILTER (WHERE paired) AS tax_before, sum(tax_after::DECIMAL(28, 6)) FILTER (WHERE paired) AS tax_after,
           sum(revenue_before::DECIMAL(28, 6)) FILTER (WHERE paired) AS revenue_before, sum(revenue_after::DECIMAL(28, 6)) FILTER (WHERE paired) AS revenue_after,
           count(*) FILTER (WHERE staff_before IS NOT NULL AND staff_after IS NOT NULL) AS staff_compared,
           sum(staff_before::DECIMAL(28, 6)) FILTER (WHERE staff_after IS NOT NULL) AS staff_before, sum(staff_after::DECIMAL(28, 6)) FILTER (WHERE staff_before IS NOT NULL) AS staff_after,
           sum(tax_local_since::DECIMAL(28, 6)) AS tax_local_since, sum(coalesce(local, 0)::DECIMAL(28, 6)) FILTER (WHERE tax_local_since IS NOT NULL) AS local_since
    FROM support_fruit
    GROUP BY "by", "group"
) f ON f."by" = g."by" AND f."group" = g."group"
