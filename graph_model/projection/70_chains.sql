-- table listed_in_review: the same where the match still waits for a steward
SELECT m.entity_id, s.chain, trim(r.stage) AS stage, list(DISTINCT r.source_key ORDER BY r.source_key) AS sources
FROM lake_chain_firm r
JOIN mention_source o ON o.dataset = 'chain_firm' AND o.delivery = r.src_delivery AND o.sheet = r.src_sheet
 AND o."row" = r.src_row
JOIN mention n ON n.mention_id = o.mention_id AND n.kind = 'ent'
JOIN match m ON m.mention_id = o.mention_id AND m.decision = 'review' AND m.entity_id IS NOT NULL AND m.known_to IS NULL
JOIN chain_spelling s ON s.written = trim(r.chain)
GROUP BY ALL

-- table firm_text: what an enterprise says it makes: 经营范围, 主要产品, 主营业务
SELECT entity_id, kind, text, source FROM (
    SELECT e.entity_id, '经营范围' AS kind, e.scope AS text, f.sources[1] AS source
    FROM entity e LEFT JOIN firm_seat f USING (entity_id) WHERE e.kind = 'ent'
    UNION ALL SELECT entity_id, '主要产品', products, source_key FROM honour_row
    UNION ALL SELECT entity_id, '主营业务', main_business, source_key FROM park_row
) WHERE text IS NOT NULL AND text <> ''
ORDER BY entity_id, kind, text, source

-- call placement: graded places of enterprises in the chains, see placement.py

-- call likeness: texts near a node's words, see likeness.py

-- table firm_place: where each enterprise stands or, closed by now, stood; and since when it is listed there
SELECT p.*, l.first_year AS listed_since, w.sources AS review_sources, n.chain, n.stage
FROM (SELECT *, false AS closed FROM placement UNION ALL SELECT *, true FROM former_placement) p
JOIN chain_node n ON n.key = p.node
LEFT JOIN listed l ON l.entity_id = p.entity_id AND l.chain = n.chain AND l.stage = n.stage
LEFT JOIN listed_in_review w ON p.in_review AND w.entity_id = p.entity_id AND w.chain = n.chain AND w.stage = n.stage

-- table whole_year: the newest year that the data cover to its end
SELECT coalesce(max(year) FILTER (WHERE months = 12), max(year)) AS year FROM month_year

-- table graded: grades now, with the figures of the newest whole year, and grades in each year: listed by then, alive in it
SELECT entity_id, node, NULL::BIGINT AS year, (SELECT year FROM whole_year) AS of_year, grade, in_review FROM placement
UNION ALL
SELECT * FROM (
    SELECT p.entity_id, p.node, y.year, y.year AS of_year,
           CASE WHEN m.months > 0 AND p.listed_since <= y.year THEN 'A' WHEN m.months > 0 AND p.by_industry THEN 'B'
                WHEN m.months > 0 OR (NOT p.closed AND coalesce(e.valid_from <= make_date(y.year, 12, 31), true)) THEN 'C' END AS grade,
           false AS in_review
    FROM firm_place p
    CROSS JOIN (SELECT DISTINCT year FROM month_year) y
    JOIN entity e ON e.entity_id = p.entity_id AND e.known_to IS NULL
    LEFT JOIN month_year m ON m.entity_id = p.entity_id AND m.year = y.year
) WHERE grade IS NOT NULL

-- table place_scope: the city, the town and the parks of each placed enterprise, as they are now; a park may bear a town's name
SELECT DISTINCT entity_id, NULL AS town, NULL AS park, '' AS scope FROM firm_place
UNION ALL SELECT DISTINCT entity_id, e.town, NULL, 'town:' || e.town FROM entity e SEMI JOIN firm_place USING (entity_id)
WHERE e.known_to IS NULL AND e.town <> ''
UNION ALL SELECT DISTINCT entity_id, NULL, r.park, 'park:' || r.park FROM park_row r SEMI JOIN firm_place USING (entity_id)

-- table node_revenue: revenue by year of all that are or were of the node by industry or list, so that closing counts as decline
SELECT p.node, s.scope, r.year, round(sum(r.revenue), 2) AS revenue
FROM (SELECT DISTINCT entity_id, node FROM firm_place WHERE by_industry OR listed_since IS NOT NULL) p
JOIN place_scope s USING (entity_id)
JOIN revenue_year r USING (entity_id)
GROUP BY ALL

-- table node_count: firms by grade, and how their revenue and tax are spread; shares rest on positive figures. Rounded: a sum hangs on its order
SELECT node, year, of_year, scope, town, park,
       count(*) FILTER (WHERE grade = 'A') AS grade_a, count(*) FILTER (WHERE grade = 'B') AS grade_b,
       count(*) FILTER (WHERE grade = 'C') AS grade_c, count(*) FILTER (WHERE in_review) AS waiting,
       round(sum(revenue), 2) AS revenue, round(sum(tax), 2) AS tax, sum(staff) AS staff,
       round(sum(power(revenue / 1e6, 2)) / nullif(power(sum(revenue) / 1e6, 2), 0), 6) AS revenue_hhi, max(revenue) AS revenue_top,
       arg_max(entity_id, (revenue, entity_id)) FILTER (WHERE revenue > 0) AS revenue_leader,
       max(revenue, 2)[2] AS revenue_second,
       round(sum(power(gross / 1e6, 2)) / nullif(power(sum(gross) / 1e6, 2), 0), 6) AS tax_hhi, max(gross) AS tax_top,
       round(sum(gross), 2) AS tax_gross,
       arg_max(entity_id, (gross, entity_id)) FILTER (WHERE gross > 0) AS tax_leader, max(gross, 2)[2] AS tax_second
FROM (
    SELECT g.*, s.scope, s.town, s.park, CASE WHEN solid THEN greatest(r.revenue, 0) END AS revenue,
           CASE WHEN solid THEN coalesce(t.paid, 0) + coalesce(o.exempt_offset, 0) END AS tax,
           CASE WHEN solid THEN greatest(coalesce(t.paid_before_refunds, 0) + coalesce(o.exempt_offset, 0), 0) END AS gross,
           CASE WHEN solid THEN f.staff END AS staff
    FROM (SELECT *, grade IN ('A', 'B') AS solid FROM graded) g
    JOIN place_scope s USING (entity_id)
    LEFT JOIN revenue_year r ON r.entity_id = g.entity_id AND r.year = g.of_year
    LEFT JOIN tax_year t ON t.entity_id = g.entity_id AND t.year = g.of_year
    LEFT JOIN offset_year o ON o.entity_id = g.entity_id AND o.year = g.of_year
    LEFT JOIN staff_year f ON f.entity_id = g.entity_id AND f.year = g.of_year
)
GROUP BY ALL

-- table near_node: alive firms not at a node that come near it, by industry, by word, by standing next to it
SELECT c.entity_id, c.node, sum(c.points) AS points, list(c.told ORDER BY c.points DESC, c.told) AS evidence
FROM (
    SELECT i.entity_id, n.key AS node, max(CASE WHEN left(i.code, 3) = left(n.code, 3) AND len(i.code) > 2 THEN 2 ELSE 1 END) AS points,
           max(CASE WHEN left(i.code, 3) = left(n.code, 3) AND len(i.code) > 2 THEN '行业中类相同：' ELSE '行业大类相同：' END || i.written) AS told
    FROM industry_of i
    JOIN (SELECT key, unnest(industries) AS code FROM chain_node) n ON left(n.code, 2) = left(i.code, 2) AND i.code NOT SIMILAR TO '[A-Z]'
    GROUP BY i.entity_id, n.key
    UNION ALL SELECT entity_id, node, 1, '词语相近：' || array_to_string(pieces, '、') FROM likeness
    UNION ALL
    SELECT p.entity_id, l.node, 1, '已在相邻环节：' || min(n.name)
    FROM placement p
    JOIN (SELECT supplier AS here, customer AS node FROM chain_supply UNION SELECT customer, supplier FROM chain_supply) l ON l.here = p.node
    JOIN chain_node n ON n.key = p.node
    WHERE p.grade IN ('A', 'B') GROUP BY p.entity_id, l.node
) c
SEMI JOIN (SELECT entity_id FROM life WHERE alive) a ON a.entity_id = c.entity_id
ANTI JOIN firm_place p ON p.entity_id = c.entity_id AND p.node = c.node
GROUP BY c.entity_id, c.node HAVING sum(c.points) > 1

-- node Chain: the templates, and chains of the list that no template knows
SELECT c.name, c.title, (SELECT count(DISTINCT l.entity_id) FROM listed l WHERE l.chain = c.name) AS listed,
       count(DISTINCT p.entity_id) FILTER (WHERE p.grade = 'A') AS grade_a,
       count(DISTINCT p.entity_id) FILTER (WHERE p.grade = 'B') AS grade_b, count(DISTINCT p.entity_id) FILTER (WHERE p.grade = 'C') AS grade_c
FROM chain c LEFT JOIN firm_place p ON p.chain = c.name AND NOT p.closed GROUP BY c.name, c.title

-- relation LISTED_IN Enterprise Chain: the official list gives chain and stage, no node
SELECT entity_id AS "start", chain AS "end", stage, first_year, last_year, sources FROM listed

-- node ChainNode: the nodes of the templates
SELECT key, name, chain, stage, position, importance, must_be_local, needed, industries, words FROM chain_node

-- relation NODE_OF ChainNode Chain: a node and its chain
SELECT key AS "start", chain AS "end" FROM chain_node

-- relation SUPPLIES_TO ChainNode ChainNode: of the template
SELECT supplier AS "start", customer AS "end" FROM chain_supply

-- table three_years: revenue of an enterprise in the newest whole year and the two before
SELECT r.entity_id, max(r.revenue) FILTER (WHERE r.year = w.year) AS revenue, max(r.revenue) FILTER (WHERE r.year = w.year - 1) AS revenue_before,
       max(r.revenue) FILTER (WHERE r.year = w.year - 2) AS revenue_two_before
FROM revenue_year r JOIN whole_year w ON r.year BETWEEN w.year - 2 AND w.year
GROUP BY r.entity_id

-- relation PLACED_AT Enterprise ChainNode: graded by evidence
SELECT p.entity_id AS "start", p.node AS "end", p.grade, p.evidence, p.words, p.sources, p.in_review, p.listed_since, p.review_sources,
       r.revenue, r.revenue_before, r.revenue_two_before, coalesce(t.paid + coalesce(o.exempt_offset, 0), o.exempt_offset) AS tax
FROM firm_place p
LEFT JOIN three_years r USING (entity_id)
LEFT JOIN tax_year t ON t.entity_id = p.entity_id AND t.year = (SELECT year FROM whole_year)
LEFT JOIN offset_year o ON o.entity_id = p.entity_id AND o.year = (SELECT year FROM whole_year)
WHERE NOT p.closed

-- relation STOOD_AT Enterprise ChainNode: enterprises closed by now, for the years in which they lived
SELECT p.entity_id AS "start", p.node AS "end", p.evidence, p.words, p.sources, p.listed_since, r.revenue, r.revenue_before, r.revenue_two_before
FROM firm_place p LEFT JOIN three_years r USING (entity_id) WHERE p.closed

-- node NodeFigures: a node now and in each year, in the city, in each town and in each park
SELECT c.node || '@' || coalesce(c.year::VARCHAR, 'now') || '@' || c.scope AS key, c.node, c.year, c.of_year, c.town, c.park,
       c.grade_a, c.grade_b, c.grade_c, c.waiting, c.revenue, c.tax, c.staff,
       c.revenue_hhi, c.revenue_top, c.revenue_second, c.revenue_leader, v.name AS revenue_leader_name,
       c.tax_hhi, c.tax_top, c.tax_second, c.tax_gross, c.tax_leader, t.name AS tax_leader_name,
       y.revenue AS trend, b.revenue AS trend_before, a.revenue AS trend_two_before
FROM node_count c
LEFT JOIN entity v ON v.entity_id = c.revenue_leader AND v.known_to IS NULL
LEFT JOIN entity t ON t.entity_id = c.tax_leader AND t.known_to IS NULL
LEFT JOIN node_revenue y ON y.node = c.node AND y.scope = c.scope AND y.year = c.of_year AND y.year <= (SELECT year FROM whole_year)
LEFT JOIN node_revenue b ON b.node = c.node AND b.scope = c.scope AND b.year = c.of_year - 1
LEFT JOIN node_revenue a ON a.node = c.node AND a.scope = c.scope AND a.year = c.of_year - 2

-- relation MEASURES NodeFigures ChainNode: the node of some figures
SELECT node || '@' || coalesce(year::VARCHAR, 'now') || '@' || scope AS "start", node AS "end" FROM node_count

-- relation COULD_JOIN Enterprise ChainNode: the nearest fifteen of each node, a lead and no more
SELECT n.entity_id AS "start", n.node AS "end", 6 - n.points AS distance, n.evidence FROM near_node n
LEFT JOIN revenue_year r ON r.entity_id = n.entity_id AND r.year = (SELECT year FROM whole_year)
QUALIFY row_number() OVER (PARTITION BY n.node ORDER BY n.points DESC, coalesce(r.revenue, 0) DESC, n.entity_id) <= 15
