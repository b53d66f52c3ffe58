CREATE OR REPLACE TABLE market_row AS
WITH supplied AS (
  SELECT name, legal_representative AS person, phone, address, code, scope, town, src_period, known_from, source_key, false AS sole
  FROM history_company_registration
  UNION ALL
  SELECT name, operator, phone, address, code, scope, town, src_period, known_from, source_key, true
  FROM history_sole_proprietor
)
SELECT c.value AS code, coalesce(n.norm, '') AS norm, CASE WHEN n.norm <> '' THEN n.part ELSE '' END AS name, coalesce(p.value, '') AS person,
       coalesce(t.value, '') AS phone, coalesce(a.shown, s.address) AS address, coalesce(a.value, '') AS address_norm, coalesce(a.spot, '') AS spot,
       coalesce(nullif(w.value, ''), a.town, '') AS town, s.scope, s.sole, period_end(s.src_period) AS period,
       s.known_from, s.source_key
FROM supplied s
JOIN code_map c ON c.raw = trim(s.code) AND c.kind = 'uscc'
LEFT JOIN name_map n ON n.raw = trim(s.name) AND n.part_no = 0
LEFT JOIN person_map p ON p.raw = trim(s.person)
LEFT JOIN phone_map t ON t.raw = trim(s.phone)
LEFT JOIN address_map a ON a.raw = trim(s.address)
LEFT JOIN town_map w ON w.raw = trim(s.town)
