-- Sums do not depend on the order of rows.
SELECT 'side', count(*), sum(CAST(md5_number_lower(to_json(s)::VARCHAR || chr(31) || coalesce(e.code, '')) AS HUGEINT))
FROM registry_side s JOIN entity e ON e.entity_id = split_part(s.unique_id, '|', 1)
UNION ALL
SELECT 'cannot', count(*), sum(CAST(md5_number_lower(to_json(c)::VARCHAR) AS HUGEINT)) FROM cannot_link c
ORDER BY 1
