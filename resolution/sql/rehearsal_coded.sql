-- Mentions that carry their own valid code, as if they carried none. A code that the registry lists is a right answer; one that it
-- does not list says that no registered firm is right. Names that stand in the registry as they are teach nothing.
SELECT m.mention_id AS id, m.name, coalesce(m.person, ''), coalesce(m.phone, ''), coalesce(m.address, ''), coalesce(m.town, ''),
       coalesce(m.industry, ''), coalesce(e.entity_id, '') AS truth, '' AS hidden
FROM mention m LEFT JOIN entity e ON e.code = m.code AND e.registered
WHERE m.code_kind = 'uscc' AND m.name_norm IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM entity_name n WHERE n.norm = m.name_norm)
QUALIFY row_number() OVER (ORDER BY md5(m.mention_id), m.mention_id) <= ?
ORDER BY 1
