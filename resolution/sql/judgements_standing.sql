-- How the mentions stand that decisions join with others or keep from others.
SELECT d.mention_id, d.decision, d.entity_id, list_position(?::VARCHAR[], d.tier), coalesce(d.weight, 0), m.rows
FROM decided d JOIN mention m USING (mention_id)
WHERE d.mention_id IN (
  SELECT mention_id FROM together UNION SELECT mention_id FROM apart UNION SELECT other_id FROM apart)
