-- What blocking_pairs looks up: the keys of a rule that not too many registry names share.
SELECT b.number AS row, r.key FROM (SELECT DISTINCT unique_id, key FROM ({registry})) r JOIN numbered_side b USING (unique_id)
QUALIFY count(*) OVER (PARTITION BY r.key) <= ?
