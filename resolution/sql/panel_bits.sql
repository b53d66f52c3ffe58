CREATE OR REPLACE TABLE panel AS
SELECT l.mention_id, l.entity_id, l.dataset, l.evidence, l.level, w.bits
FROM panel_level l JOIN panel_weight w USING (dataset, evidence, stratum, level) ORDER BY ALL
