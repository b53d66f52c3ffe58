-- What stewards decided, closed over chains and without contradictions, one label a mention: a must-link names the right firm; a
-- cannot-link says of its firms only that they are not right.
WITH said AS (
  SELECT mention_id, min(entity_id) AS truth, NULL AS only FROM must_link GROUP BY 1
  UNION ALL
  SELECT mention_id, '', string_agg(DISTINCT entity_id, '|' ORDER BY entity_id) FROM cannot_link c SEMI JOIN entity e ON e.entity_id = c.entity_id
  WHERE mention_id NOT IN (SELECT mention_id FROM must_link) GROUP BY 1
)
SELECT j.mention_id AS id, m.name, coalesce(m.person, ''), coalesce(m.phone, ''), coalesce(m.address, ''), coalesce(m.town, ''),
       coalesce(m.industry, ''), j.truth, '' AS hidden, ?::DOUBLE AS weight, coalesce(j.only, '') AS only
FROM said j JOIN mention m USING (mention_id)
WHERE m.name_norm IS NOT NULL AND (j.truth = '' OR j.truth IN (SELECT entity_id FROM entity)) ORDER BY 1
