-- table decided: the entity of each decided mention
SELECT m.mention_id, CASE m.decision WHEN 'match' THEN m.entity_id ELSE coalesce(m.own_entity_id, m.entity_id) END AS entity_id,
       n.kind
FROM match m JOIN mention n USING (mention_id)
WHERE m.decision IN ('match', 'none') AND m.known_to IS NULL
  AND CASE m.decision WHEN 'match' THEN m.entity_id ELSE coalesce(m.own_entity_id, m.entity_id) END IS NOT NULL

-- temp row_assigned: each place outside the mass facts where a row names an entity that was decided; most stages read it
SELECT s.dataset, s.role, s.part_no, s.delivery, s.sheet, s."row", s.period, m.entity_id, m.kind
FROM row_source s
JOIN decided m USING (mention_id)

-- view assigned: each place where a row names an entity that was decided (a firm of no registry has its own)
SELECT * FROM row_assigned
UNION ALL
SELECT s.dataset, s.role, s.part_no, s.delivery, s.sheet, s."row", s.period, m.entity_id, m.kind
FROM mass_source s
JOIN decided m USING (mention_id)

-- table thing_decided: decided mentions of persons, projects, parcels and buildings
SELECT mention_id, entity_id, kind FROM decided WHERE kind <> 'ent'

-- table thing_named: where rows name one of them; decisions on firms leave it as it is
SELECT s.dataset, s.role, s.part_no, s.delivery, s.sheet, s."row", s.period, m.entity_id, m.kind
FROM mention_source s
JOIN thing_decided m USING (mention_id)

-- temp together: whom the rows name of the data sets that name more than firms
SELECT a.*
FROM assigned a
WHERE a.dataset IN (SELECT DISTINCT dataset FROM thing_named)

-- table registry_row: the rows that register an enterprise, market supervision before the tax office
SELECT entity_id, source_key, rank
FROM (
    SELECT a.entity_id, r.source_key, 1 AS rank
    FROM lake_company_registration r
    JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'company_registration' AND a.delivery = r.src_delivery
     AND a.sheet = r.src_sheet AND a."row" = r.src_row
    UNION ALL
    SELECT a.entity_id, r.source_key, 1
    FROM lake_sole_proprietor r
    JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'sole_proprietor' AND a.delivery = r.src_delivery
     AND a.sheet = r.src_sheet AND a."row" = r.src_row
    UNION ALL
    SELECT DISTINCT a.entity_id, r.source_key, 2
    FROM lake_tax_registration r
    JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'tax_registration' AND a.delivery = r.src_delivery
     AND a.sheet = r.src_sheet AND a."row" = r.src_row
)
WHERE entity_id LIKE 'ent\_%' ESCAPE '\'

-- table thing_seat: the first 20 rows that name a person, project, parcel or building: homes, contracts and rows in review after all others
SELECT entity_id, list(source_key ORDER BY rank, source_key)[1:20] AS sources
FROM (
    SELECT entity_id, source_key, min(rank) AS rank
    FROM (
        SELECT a.entity_id, k.source_key, 1 AS rank
        FROM thing_named a
        JOIN current_row k ON k.dataset = a.dataset AND k.delivery = a.delivery AND k.sheet = a.sheet AND k."row" = a."row"
        UNION ALL
        SELECT a.entity_id, r.source_key, 2
        FROM lake_presale_contract r
        JOIN assigned a ON a.kind = 'prj' AND a.dataset = 'presale_contract' AND a.delivery = r.src_delivery
         AND a.sheet = r.src_sheet AND a."row" = r.src_row
        UNION ALL
        SELECT a.entity_id, r.source_key, 2
        FROM lake_housing_unit r
        JOIN assigned a ON a.kind IN ('prj', 'bld') AND a.dataset = 'housing_unit' AND a.delivery = r.src_delivery
         AND a.sheet = r.src_sheet AND a."row" = r.src_row
        UNION ALL
        SELECT n.entity_id, n.source_key, 3
        FROM entity_name n JOIN entity e USING (entity_id)
        WHERE e.kind <> 'ent' AND n.source_key IS NOT NULL
    )
    GROUP BY entity_id, source_key
)
GROUP BY entity_id

-- table stranger: decided mentions of enterprises that no row registers
SELECT mention_id, entity_id FROM decided ANTI JOIN registry_row USING (entity_id) WHERE kind = 'ent'

-- table former_mention: mentions of a firm by a former name whose row is not told
SELECT f.entity_id, f.name, n.mention_id
FROM entity_name f
JOIN decided d ON d.entity_id = f.entity_id
JOIN mention n ON n.mention_id = d.mention_id AND f.name IN (n.name, n.name_norm)
WHERE f.kind = 'former' AND f.source_key IS NULL

-- table unsure: mentions in review that could not choose between two entities
SELECT m.mention_id, least(m.entity_id, m.runner_up) AS one, greatest(m.entity_id, m.runner_up) AS other, m.weight, n.name
FROM match m JOIN mention n USING (mention_id)
WHERE m.decision IN ('review', 'ambiguous') AND m.known_to IS NULL AND n.kind = 'ent'
  AND m.entity_id IS NOT NULL AND m.runner_up IS NOT NULL AND m.entity_id <> m.runner_up

-- temp told_source: the rows of those three, mass facts included, from one reading of them all
SELECT mention_id, dataset || '/' || period || '/' || delivery || '#' || sheet || '!' || "row" AS source_key
FROM mention_source
SEMI JOIN (SELECT mention_id FROM stranger UNION SELECT mention_id FROM former_mention UNION SELECT mention_id FROM unsure) USING (mention_id)

-- table firm_seat: the rows that register an enterprise; where none does, the first 20 that name it, mass facts included
SELECT entity_id, list(source_key ORDER BY rank, source_key) AS sources FROM registry_row GROUP BY entity_id
UNION ALL
SELECT entity_id, list(source_key ORDER BY source_key)[1:20]
FROM (SELECT DISTINCT m.entity_id, s.source_key FROM stranger m JOIN told_source s USING (mention_id))
GROUP BY entity_id

-- table firm_status: the latest 纳税人状态 of the tax office
SELECT a.entity_id, arg_max(r.status, (r.src_period, r.source_key)) AS status
FROM lake_tax_registration r
JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'tax_registration' AND a.delivery = r.src_delivery
 AND a.sheet = r.src_sheet AND a."row" = r.src_row
WHERE r.status IS NOT NULL
GROUP BY a.entity_id

-- table firm_capital: 注册资本, which only the list of firms working elsewhere tells
SELECT a.entity_id, arg_max(r.registered_capital, (r.src_period, r.source_key))::DOUBLE AS capital
FROM lake_offsite_firm r
JOIN assigned a ON a.kind = 'ent' AND a.dataset = 'offsite_firm' AND a.delivery = r.src_delivery
 AND a.sheet = r.src_sheet AND a."row" = r.src_row
GROUP BY a.entity_id

-- table former_ids: ids that gave way to an entity, through any number of redirects
WITH RECURSIVE chain(old, entity_id) AS (
    SELECT old, new FROM redirect
    UNION
    SELECT c.old, r.new FROM chain c JOIN redirect r ON r.old = c.entity_id
)
SELECT entity_id, list(DISTINCT old ORDER BY old) AS former_ids FROM chain GROUP BY entity_id

-- table names_of: other names of an entity: former ones and spellings that were matched to it
SELECT n.entity_id, list(DISTINCT n.name ORDER BY n.name) AS names
FROM entity_name n JOIN entity e USING (entity_id)
WHERE n.name IS NOT NULL AND n.name <> coalesce(e.name, '')
GROUP BY n.entity_id
