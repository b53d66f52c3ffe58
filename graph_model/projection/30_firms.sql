-- table industry_told: the last 行业 that the tax office or a list writes for an enterprise
SELECT entity_id, last.written, last.source_key AS source
FROM (
    SELECT entity_id, arg_max({'written': written, 'source_key': source_key}, (rank, told_on, source_key)) AS last
    FROM (
        SELECT a.entity_id, coalesce(r.industry, r.industry_division) AS written, r.source_key, CASE WHEN r.industry IS NULL THEN 2 ELSE 3 END AS rank,
               r.paid_on::VARCHAR AS told_on
        FROM lake_tax_net_revenue r
        JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'tax_net_revenue' AND a.role = '纳税人' AND a.delivery = r.src_delivery
         AND a.sheet = r.src_sheet AND a."row" = r.src_row
        UNION ALL
        SELECT a.entity_id, r.industry_section, r.source_key, 1, r.src_period
        FROM lake_tax_registration r
        JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'tax_registration' AND a.delivery = r.src_delivery
         AND a.sheet = r.src_sheet AND a."row" = r.src_row
    )
    WHERE written IS NOT NULL AND written <> ''
    GROUP BY entity_id
)

-- table industry_of: the class, group, division or section of GB/T 4754 that has this name, the finest first
SELECT t.entity_id, i.code, t.written, t.source
FROM industry_told t JOIN gb_industry i ON i.name = t.written
QUALIFY row_number() OVER (PARTITION BY t.entity_id ORDER BY i.level DESC, i.code) = 1

-- table industry_up: every industry with itself and all above it
WITH RECURSIVE up(code, ancestor) AS (
    SELECT code, code FROM gb_industry
    UNION
    SELECT u.code, i.parent FROM up u JOIN gb_industry i ON i.code = u.ancestor WHERE i.parent <> ''
)
SELECT u.code, u.ancestor, g.name, g.level FROM up u JOIN gb_industry g ON g.code = u.ancestor

-- table listed: the official chain list: enterprise, chain, stage and years
SELECT a.entity_id, s.chain, trim(r.stage) AS stage, min(try_cast(left(r.year, 4) AS BIGINT)) AS first_year,
       max(try_cast(left(r.year, 4) AS BIGINT)) AS last_year, list(DISTINCT r.source_key ORDER BY r.source_key) AS sources
FROM lake_chain_firm r
JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'chain_firm' AND a.delivery = r.src_delivery
 AND a.sheet = r.src_sheet AND a."row" = r.src_row
JOIN chain_spelling s ON s.written = trim(r.chain)
GROUP BY ALL

-- table park_row: firms of parks, the latest row of each firm and park
SELECT a.entity_id, trim(r.park) AS park, r.size, r.site_area::DOUBLE AS site_area, r.rented_area::DOUBLE AS rented_area,
       r.main_business, r.revenue::DOUBLE AS revenue, r.src_period AS period, r.source_key
FROM lake_park_firm r
JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'park_firm' AND a.delivery = r.src_delivery
 AND a.sheet = r.src_sheet AND a."row" = r.src_row
WHERE trim(r.park) <> ''
QUALIFY row_number() OVER (PARTITION BY a.entity_id, trim(r.park) ORDER BY r.src_period DESC, r.source_key DESC) = 1

-- table firm_department: who answers for a firm: by its industry (the finest code that a rule names), its chain or its park, in the order of the rules
SELECT entity_id, department, basis, told, certain
FROM (
    SELECT i.entity_id, d.rank, d.department, d.basis, d.told, u.level AS fine,
           NOT EXISTS (FROM industry_up b JOIN department_rule e ON e.basis = 'industry' AND e.told = b.code AND e.department <> d.department
                       WHERE b.ancestor = i.code AND b.code <> i.code) AS certain
    FROM industry_of i JOIN industry_up u ON u.code = i.code JOIN department_rule d ON d.basis = 'industry' AND d.told = u.ancestor
    UNION ALL
    SELECT l.entity_id, d.rank, d.department, d.basis, d.told, 0, false FROM listed l JOIN department_rule d ON d.basis = 'chain' AND d.told = l.chain
    UNION ALL
    SELECT p.entity_id, d.rank, d.department, d.basis, p.park, (d.told <> '*')::INT, false
    FROM park_row p JOIN department_rule d ON d.basis = 'park' AND d.told IN (p.park, '*')
)
QUALIFY row_number() OVER (PARTITION BY entity_id ORDER BY rank, fine DESC, told, department) = 1

-- node Enterprise: one per resolved enterprise
SELECT e.entity_id AS id, e.name, n.names, o.former_ids, e.code, e.registered, e.form, coalesce(s.status, e.status) AS status,
       e.town, e.address, e.person AS legal_representative, e.phone, coalesce(i.written, e.industry) AS industry, p.department,
       e.scope, c.capital, e.valid_from, e.valid_to, l.last_active, coalesce(l.alive, false) AS alive, f.sources
FROM entity e
LEFT JOIN names_of n USING (entity_id)
LEFT JOIN former_ids o USING (entity_id)
LEFT JOIN firm_status s USING (entity_id)
LEFT JOIN firm_capital c USING (entity_id)
LEFT JOIN industry_told i USING (entity_id)
LEFT JOIN firm_department p USING (entity_id)
LEFT JOIN life l USING (entity_id)
LEFT JOIN firm_seat f USING (entity_id)
WHERE e.kind = 'ent' AND e.known_to IS NULL

-- node Person: legal representatives, operators and principals
SELECT e.entity_id AS id, e.name, e.phone, s.sources
FROM entity e LEFT JOIN thing_seat s USING (entity_id)
WHERE e.kind = 'per' AND e.known_to IS NULL

-- table person_row: a person named in the same row as an enterprise, earlier rows included; current where the latest still say so
SELECT DISTINCT p.entity_id AS person_id, e.entity_id, e.role, p.period, k.source_key IS NOT NULL AS current,
       p.dataset || '/' || p.period || '/' || p.delivery || '#' || p.sheet || '!' || p."row" AS source_key
FROM thing_named p
JOIN together e ON e.kind = 'ent' AND e.dataset = p.dataset AND e.delivery = p.delivery AND e.sheet = p.sheet
 AND e."row" = p."row"
LEFT JOIN current_row k ON k.dataset = p.dataset AND k.delivery = p.delivery AND k.sheet = p.sheet AND k."row" = p."row"
WHERE p.kind = 'per'

-- relation REPRESENTS Person Enterprise: who is or was named as an enterprise's representative, operator, principal or contact
SELECT person_id AS "start", entity_id AS "end", role, min(period) AS first_period, max(period) AS last_period, bool_or(current) AS current,
       list(source_key ORDER BY source_key)[1:20] AS sources
FROM person_row GROUP BY person_id, entity_id, role

-- table former_row: rows that write a firm's former name, where the name's own row is not told
SELECT entity_id, name, list(source_key ORDER BY source_key)[1:20] AS sources
FROM (SELECT DISTINCT f.entity_id, f.name, s.source_key FROM former_mention f JOIN told_source s USING (mention_id))
GROUP BY entity_id, name

-- table former_name: names that firms bore before, each once
SELECT n.entity_id, n.name, min(n.valid_from) AS valid_from, max(n.valid_to) AS valid_to,
       coalesce(any_value(r.sources), list(DISTINCT n.source_key ORDER BY n.source_key)) AS sources
FROM entity_name n
JOIN entity e ON e.entity_id = n.entity_id AND e.kind = 'ent' AND e.known_to IS NULL
LEFT JOIN former_row r ON r.entity_id = n.entity_id AND r.name = n.name
WHERE n.kind = 'former' AND n.name IS NOT NULL
GROUP BY n.entity_id, n.name

-- node FormerName: a name that a firm bore before, with the time in which it was seen
SELECT entity_id || '|' || name AS key, name, valid_from, valid_to, sources FROM former_name

-- relation FORMERLY Enterprise FormerName: whose name it was
SELECT entity_id AS "start", entity_id || '|' || name AS "end" FROM former_name

-- relation BRANCH_OF Enterprise Enterprise: a branch and its head office; the rows that tell both names
SELECT e.entity_id AS "start", e.parent_id AS "end", list_concat(b.sources[1:10], h.sources[1:10]) AS sources
FROM entity e
LEFT JOIN firm_seat b ON b.entity_id = e.entity_id
LEFT JOIN firm_seat h ON h.entity_id = e.parent_id
WHERE e.kind = 'ent' AND e.parent_id IS NOT NULL AND e.known_to IS NULL

-- relation SUCCEEDS Enterprise Enterprise: 个转企 under a new code, and the 个体工商户 it was before
SELECT e.entity_id AS "start", e.predecessor_id AS "end", e.valid_from AS since, list_concat(b.sources[1:10], h.sources[1:10]) AS sources
FROM entity e
LEFT JOIN firm_seat b ON b.entity_id = e.entity_id
LEFT JOIN firm_seat h ON h.entity_id = e.predecessor_id
WHERE e.kind = 'ent' AND e.predecessor_id IS NOT NULL AND e.known_to IS NULL

-- table unsure_row: where they stand, the first 20 rows of each pair
SELECT one, other, list(source_key ORDER BY source_key)[1:20] AS sources
FROM (SELECT DISTINCT u.one, u.other, s.source_key FROM unsure u JOIN told_source s USING (mention_id))
GROUP BY one, other

-- relation POSSIBLY_SAME Enterprise Enterprise: two entities between which a mention in review could not choose
SELECT one AS "start", other AS "end", max(u.weight) AS weight, count(*) AS mentions, min(u.name) AS written, any_value(r.sources) AS sources
FROM unsure u LEFT JOIN unsure_row r USING (one, other)
GROUP BY one, other

-- node Industry: GB/T 4754-2017
SELECT code, name, level FROM gb_industry

-- relation PART_OF Industry Industry: a class in its group, a group in its division, a division in its section
SELECT code AS "start", parent AS "end" FROM gb_industry WHERE parent <> ''

-- relation IN_INDUSTRY Enterprise Industry: as the tax office writes it
SELECT entity_id AS "start", code AS "end", written, source FROM industry_of

-- table town_name: every town that an entity stands in
SELECT DISTINCT town AS name FROM entity WHERE town IS NOT NULL AND town <> '' AND known_to IS NULL

-- table town_firm: which enterprises stand in a town, of no registry ones included
SELECT e.town, e.entity_id, coalesce(l.alive, false) AS alive
FROM entity e LEFT JOIN life l USING (entity_id)
WHERE e.kind = 'ent' AND e.town <> '' AND e.known_to IS NULL

-- node Town: towns and streets, with how many enterprises stand there and live
SELECT n.name, count(f.entity_id) AS enterprises, count(*) FILTER (WHERE f.alive) AS alive
FROM town_name n LEFT JOIN town_firm f ON f.town = n.name
GROUP BY n.name

-- node TownFigures: sums over all enterprises of a town in a year; decimal sums do not hang on their order
SELECT f.town || '/' || y.year AS key, f.town, y.year, sum(v.tax::DECIMAL(28, 6)) AS tax, sum(v.revenue::DECIMAL(28, 6)) AS revenue,
       sum(v.staff)::BIGINT AS staff, sum(v.subsidy::DECIMAL(28, 6)) AS subsidy
FROM town_firm f
JOIN figure_year y USING (entity_id)
JOIN "node_YearFigures" v ON v.key = y.entity_id || '/' || y.year
GROUP BY f.town, y.year

-- relation FIGURES_OF TownFigures Town: the town of a year's sums
SELECT DISTINCT f.town || '/' || y.year AS "start", f.town AS "end" FROM town_firm f JOIN figure_year y USING (entity_id)

-- relation LOCATED_IN Enterprise Town: by the registry, else the latest source
SELECT e.entity_id AS "start", e.town AS "end", s.sources
FROM entity e LEFT JOIN firm_seat s USING (entity_id) WHERE e.kind = 'ent' AND e.town <> '' AND e.known_to IS NULL

-- relation LOCATED_IN Project Town: where it is built
SELECT e.entity_id AS "start", e.town AS "end", s.sources
FROM entity e LEFT JOIN thing_seat s USING (entity_id) WHERE e.kind = 'prj' AND e.town <> '' AND e.known_to IS NULL

-- relation LOCATED_IN Parcel Town: where it lies
SELECT e.entity_id AS "start", e.town AS "end", s.sources
FROM entity e LEFT JOIN thing_seat s USING (entity_id) WHERE e.kind = 'pcl' AND e.town <> '' AND e.known_to IS NULL

-- relation LOCATED_IN Building Town: where it stands
SELECT e.entity_id AS "start", e.town AS "end", s.sources
FROM entity e LEFT JOIN thing_seat s USING (entity_id) WHERE e.kind = 'bld' AND e.town <> '' AND e.known_to IS NULL

-- table park_since: the first list of a park that has a firm
SELECT a.entity_id, trim(r.park) AS park, min(r.src_period) AS first_period
FROM history_park_firm r
JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'park_firm' AND a.delivery = r.src_delivery
 AND a.sheet = r.src_sheet AND a."row" = r.src_row
GROUP BY ALL

-- node Park: parks of the list of firms and of the list of parks
SELECT n.name, any_value(d.total_area)::DOUBLE AS total_area, any_value(d.developed_area)::DOUBLE AS developed_area,
       any_value(d.tax)::DOUBLE AS tax, coalesce(any_value(d.source_key), min(n.source_key)) AS source
FROM (
    SELECT park AS name, min(source_key) AS source_key FROM park_row GROUP BY park
    UNION ALL SELECT DISTINCT trim(park), NULL FROM lake_park_development WHERE trim(park) <> ''
) n
LEFT JOIN (
    SELECT * FROM lake_park_development
    QUALIFY row_number() OVER (PARTITION BY trim(park) ORDER BY src_period DESC, source_key DESC) = 1
) d ON trim(d.park) = n.name
GROUP BY n.name

-- relation IN_PARK Enterprise Park: with what the park says of the firm
SELECT entity_id AS "start", park AS "end", size, site_area, rented_area, main_business AS business, revenue, s.first_period, period,
       source_key AS source
FROM park_row LEFT JOIN park_since s USING (entity_id, park)

-- table honour_row: what an enterprise was recognised or listed as
SELECT a.entity_id, '瞪羚' AS kind, coalesce(r.level, '') AS level, r.recognised_on AS dated_on,
       year(r.recognised_on) AS year, NULL::DATE AS valid_to, NULL AS number, r.products, r.source_key
FROM lake_gazelle_firm r JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'gazelle_firm' AND a.delivery = r.src_delivery
 AND a.sheet = r.src_sheet AND a."row" = r.src_row
UNION ALL
SELECT a.entity_id, '专精特新', coalesce(r.level, ''), r.recognised_on, year(r.recognised_on),
       (r.recognised_on + INTERVAL 3 YEAR)::DATE, NULL, r.products, r.source_key
FROM lake_specialised_firm r JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'specialised_firm' AND a.delivery = r.src_delivery
 AND a.sheet = r.src_sheet AND a."row" = r.src_row
UNION ALL
SELECT a.entity_id, '高新技术企业', '', r.recognised_on, year(r.recognised_on),
       (r.recognised_on + INTERVAL 3 YEAR)::DATE, r.certificate_no, NULL, r.source_key
FROM lake_hightech_firm r JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'hightech_firm' AND a.delivery = r.src_delivery
 AND a.sheet = r.src_sheet AND a."row" = r.src_row
UNION ALL
SELECT a.entity_id, '龙头企业', '', NULL, try_cast(left(r.src_period, 4) AS BIGINT), NULL, NULL, NULL, r.source_key
FROM lake_leading_firm r JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'leading_firm' AND a.delivery = r.src_delivery
 AND a.sheet = r.src_sheet AND a."row" = r.src_row
UNION ALL
SELECT a.entity_id, '规上限上', '', NULL, try_cast(left(r.year, 4) AS BIGINT), NULL, NULL, NULL, r.source_key
FROM lake_above_scale_firm r JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'above_scale_firm' AND a.delivery = r.src_delivery
 AND a.sheet = r.src_sheet AND a."row" = r.src_row
UNION ALL
SELECT a.entity_id, '上市企业', '', NULL, try_cast(left(r.src_period, 4) AS BIGINT), NULL, NULL, NULL, r.source_key
FROM lake_listed_firm r JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'listed_firm' AND a.delivery = r.src_delivery
 AND a.sheet = r.src_sheet AND a."row" = r.src_row

-- node Honour: each kind and level once
SELECT DISTINCT kind || '|' || level AS key, kind, level FROM honour_row

-- relation HAS_HONOUR Enterprise Honour: one per recognition; three years' validity is practice
SELECT entity_id AS "start", kind || '|' || level AS "end", dated_on, year, valid_to, number, products, source_key AS source
FROM honour_row
