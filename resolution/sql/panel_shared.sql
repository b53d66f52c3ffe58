-- Of each mention in some roles of a data set: which value of one kind stands beside it, in how many records.
INSERT INTO panel_shared
WITH supplied AS (
  SELECT {columns}, upper(regexp_replace({column}::VARCHAR, '[^0-9A-Za-z一-龥]', '', 'g')) AS value, count(DISTINCT source_key) AS records
  FROM history_{dataset} s WHERE {column} IS NOT NULL GROUP BY ALL
)
SELECT i.mention_id, $kind, s.value, sum(s.records)
FROM supplied s JOIN raw_tuple t ON {same} JOIN mention_tuple i ON i.raw_id = t.raw_id
WHERE s.value <> '' GROUP BY i.mention_id, s.value ORDER BY i.mention_id, s.value
