CREATE OR REPLACE TABLE tax_row AS
SELECT c.value AS code, coalesce(n.norm, '') AS norm, CASE WHEN n.norm <> '' THEN n.part ELSE '' END AS name, s.status, s.subject_kind, s.registration_kind,
       s.industry_section AS industry, s.opened_on, coalesce(w.value, '') AS town, period_end(s.src_period) AS period,
       s.known_from, s.source_key
FROM history_tax_registration s
JOIN code_map c ON c.raw = trim(s.code) AND c.kind = 'uscc'
LEFT JOIN name_map n ON n.raw = trim(s.name) AND n.part_no = 0
LEFT JOIN town_map w ON w.raw = trim(s.town)
