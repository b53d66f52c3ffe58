CREATE OR REPLACE TABLE entity AS
SELECT i.entity_id, 'ent' AS kind, a.code AS anchor, true AS registered,
       coalesce(nullif(m.name, ''), nullif(t.name, ''), nullif(m.person, '') || '（个体工商户，无字号）', '（无名称）') AS name,
       a.code, nullif(coalesce(nullif(m.town, ''), t.town), '') AS town, m.address, nullif(m.person, '') AS person,
       nullif(m.phone, '') AS phone, m.scope, t.industry, t.status,
       CASE WHEN y.branch <> '' OR t.registration_kind LIKE '%分支%' THEN '分支机构'
            WHEN m.sole OR a.code LIKE '92%' THEN '个体工商户'
            WHEN y.form_class = 'cooperative' THEN '农民专业合作社' ELSE '企业' END AS form,
       NULL::VARCHAR AS parent_id, NULL::VARCHAR AS predecessor_id, t.opened_on AS valid_from, z.closed AS valid_to,
       least(m.known_from, t.known_from) AS known_from, NULL::TIMESTAMP AS known_to,
       coalesce(nullif(m.norm, ''), t.norm, '') AS name_norm, coalesce(m.spot, '') AS spot,
       coalesce(m.address_norm, '') AS address_norm, m.code IS NOT NULL AS in_market,
       coalesce(m.source_key, t.source_key) AS source_key
FROM anchor a
JOIN entity_ids i ON i.anchor = a.code
LEFT JOIN market_latest m ON m.code = a.code
LEFT JOIN tax_latest t ON t.code = a.code
LEFT JOIN closed_at z ON z.code = a.code AND t.status LIKE '%注销%'
LEFT JOIN anatomy y ON y.norm = coalesce(nullif(m.norm, ''), t.norm, '')
ORDER BY i.entity_id
