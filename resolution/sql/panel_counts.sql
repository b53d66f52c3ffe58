SELECT l.dataset, l.evidence, l.stratum, l.level, count(*) FILTER (s.same) AS same, count(*) FILTER (NOT s.same) AS other
FROM panel_level l JOIN panel_sample s USING (mention_id, entity_id) GROUP BY ALL ORDER BY ALL
