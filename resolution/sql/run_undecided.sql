SELECT count(*) FROM mention m LEFT JOIN (SELECT mention_id, count(*) AS n FROM decided GROUP BY 1) d USING (mention_id)
WHERE coalesce(n, 0) <> 1
