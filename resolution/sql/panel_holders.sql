-- Who surely holds each value, by the mentions that say so; a value of many firms is nobody's in particular.
CREATE OR REPLACE TABLE panel_holder AS
WITH sure AS (
  SELECT s.kind, s.value, d.entity_id, s.mention_id, sum(s.records) AS records
  FROM panel_shared s JOIN decided d USING (mention_id)
  WHERE d.decision = 'match' AND d.tier IN (SELECT unnest($certain)) GROUP BY ALL
),
few AS (SELECT kind, value FROM sure GROUP BY ALL HAVING count(DISTINCT entity_id) <= $most)
SELECT * FROM sure SEMI JOIN few USING (kind, value) ORDER BY ALL
