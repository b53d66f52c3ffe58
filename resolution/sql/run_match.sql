CREATE OR REPLACE TABLE match AS
SELECT d.*, m.first_period AS valid_from, m.last_period AS valid_to, m.known_from, NULL::TIMESTAMP AS known_to,
       i.entity_id AS own_entity_id
FROM decided d JOIN mention m USING (mention_id) LEFT JOIN own o USING (mention_id) LEFT JOIN own_ids i ON i.anchor = o.anchor
ORDER BY d.mention_id
