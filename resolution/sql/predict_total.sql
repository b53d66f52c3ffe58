SELECT s.*, coalesce(p.more, 0) AS more FROM scored s
LEFT JOIN (SELECT mention_id, entity_id, round(sum(bits::DECIMAL(18, 4)), 4)::DOUBLE AS more FROM panel GROUP BY ALL) p USING (mention_id, entity_id)
ORDER BY s.mention_id, s.entity_id
