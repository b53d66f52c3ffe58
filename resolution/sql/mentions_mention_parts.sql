CREATE OR REPLACE TABLE mention_part AS
WITH joined AS (
  SELECT r.*, coalesce(n.part_no, 0) AS part_no, coalesce(n.parts, 1) AS parts, coalesce(n.part, '') AS part,
         coalesce(n.norm, '') AS norm, coalesce(n.former, '') AS former_raw,
         c.kind AS code_kind, coalesce(c.value, '') AS code_value, coalesce(c.org, '') AS code_org,
         coalesce(o.org, '') AS org_value,
         coalesce(p.value, '') AS person_value, coalesce(t.value, '') AS phone_value,
         coalesce(a.value, '') AS address_value, coalesce(w.value, '') AS town_value
  FROM raw_tuple r
  LEFT JOIN name_map n ON n.raw = r.name
  LEFT JOIN code_map c ON c.raw = r.code
  LEFT JOIN code_map o ON o.raw = r.org_code
  LEFT JOIN person_map p ON p.raw = r.person
  LEFT JOIN phone_map t ON t.raw = r.phone
  LEFT JOIN address_map a ON a.raw = r.address
  LEFT JOIN town_map w ON w.raw = r.town
)
SELECT raw_id, part_no, rows, first_period, last_period, known_from, part, norm AS name_norm, former_raw,
       CASE WHEN parts = 1 THEN code_value ELSE '' END AS code,
       CASE WHEN parts = 1 THEN coalesce(code_kind, 'none') ELSE 'none' END AS code_kind,
       CASE WHEN parts > 1 THEN '' WHEN org_value <> '' THEN org_value ELSE code_org END AS org_code,
       CASE WHEN parts = 1 THEN person_value ELSE '' END AS person,
       CASE WHEN parts = 1 THEN phone_value ELSE '' END AS phone,
       CASE WHEN parts = 1 THEN address_value ELSE '' END AS address,
       CASE WHEN parts = 1 THEN town_value ELSE '' END AS town,
       CASE WHEN parts = 1 THEN coalesce(industry, '') ELSE '' END AS industry
FROM joined
