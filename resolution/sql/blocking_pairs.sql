INSERT INTO pair
WITH r AS (SELECT DISTINCT unique_id, key FROM ({registry})),
common AS (SELECT key FROM r GROUP BY key HAVING count(*) <= ?)
SELECT DISTINCT m.unique_id, r.unique_id, {number}, ?
FROM ({mention}) m JOIN common USING (key) JOIN r USING (key)
