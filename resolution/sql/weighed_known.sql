CREATE OR REPLACE TABLE known_mention AS
SELECT w.mention_id FROM weighed w SEMI JOIN {kept} k ON k.mention_id = w.mention_id AND k.digest = w.digest {where} ORDER BY 1;
DELETE FROM mention_side WHERE unique_id IN (SELECT mention_id FROM known_mention)
