-- Every mention with this id, code or normalised name, and what became of it.
SELECT n.mention_id, n.name, n.code, n.person, n.phone, n.address, n.town, n.industry, n.rows, m.decision, m.tier, m.reason AS reason_key,
       m.weight, m.margin, m.probability, m.model, coalesce(m.entity_id, m.own_entity_id) AS entity_id, e.name AS entity,
       e.code AS entity_code, e.registered, r.name AS runner_up
FROM mention n JOIN match m USING (mention_id)
LEFT JOIN entity e ON e.entity_id = coalesce(m.entity_id, m.own_entity_id)
LEFT JOIN entity r ON r.entity_id = m.runner_up
WHERE n.mention_id = ? OR n.code = ? OR n.name_norm = ?
ORDER BY n.rows DESC, n.mention_id
