-- What stewards decided: a must-link names the right firm; a cannot-link says of one firm only that it is not right.
SELECT j.mention_id || '|' || j.entity_id AS id, m.name, coalesce(m.person, ''), coalesce(m.phone, ''), coalesce(m.address, ''),
       coalesce(m.town, ''), coalesce(m.industry, ''), CASE WHEN j.verdict = 'must_link' THEN j.entity_id ELSE '' END AS truth,
       '' AS hidden, ?::DOUBLE AS weight, CASE WHEN j.verdict = 'cannot_link' THEN j.entity_id ELSE '' END AS only
FROM judged j JOIN mention m USING (mention_id) SEMI JOIN entity e ON e.entity_id = j.entity_id
WHERE m.name_norm IS NOT NULL AND j.verdict IN ('must_link', 'cannot_link') ORDER BY 1
