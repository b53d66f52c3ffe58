SELECT s.dataset, m.tier, m.decision, count(*) AS mentions FROM mention_source s JOIN match m USING (mention_id)
JOIN mention n USING (mention_id) WHERE n.kind = 'ent' GROUP BY ALL ORDER BY ALL
