-- The cases as people see them; order and number of them are the caller's.
SELECT c.mention_id, c.kind, n.name, n.code, n.person, n.phone, n.address, n.town, n.rows, s.sources, c.decision, c.reason AS reason_key,
       c.weight, c.margin, c.probability, c.entity_id, a.name AS entity, a.code AS entity_code, a.town AS entity_town, a.address AS entity_address,
       a.person AS entity_person, a.phone AS entity_phone, c.second_id, b.name AS second, b.code AS second_code, c.second_weight,
       w.subsidy, w.tax, w.nodes, w.node_value, w.worth
FROM review_case c JOIN mention n USING (mention_id) JOIN review_worth w USING (mention_id)
LEFT JOIN entity a ON a.entity_id = c.entity_id LEFT JOIN entity b ON b.entity_id = c.second_id
LEFT JOIN (
  SELECT mention_id, list({'dataset': dataset, 'rows': n} ORDER BY n DESC, dataset) AS sources
  FROM (SELECT mention_id, dataset, count(*) AS n FROM mention_source SEMI JOIN review_case USING (mention_id) GROUP BY ALL) GROUP BY 1
) s ON s.mention_id = c.mention_id
ORDER BY CASE $by WHEN 'consequence' THEN w.worth::DOUBLE
              WHEN 'uncertainty' THEN CASE WHEN c.reason = 'near_tie' OR c.probability IS NULL THEN 1.0 WHEN c.probability IN (0, 1) THEN 0.0
                ELSE -c.probability * log2(c.probability) - (1 - c.probability) * log2(1 - c.probability) END
              ELSE md5_number_lower($seed || '|' || c.mention_id)::DOUBLE END DESC,
         n.rows DESC, c.mention_id
LIMIT $limit
