CREATE OR REPLACE TABLE panel_held AS
SELECT d.entity_id, s.* FROM panel_series s JOIN decided d USING (mention_id)
WHERE d.decision = 'match' AND d.tier IN (SELECT unnest(?)) ORDER BY d.entity_id, s.mention_id, s.dataset, s.cell
