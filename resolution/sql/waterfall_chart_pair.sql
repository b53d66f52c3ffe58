-- The weighed pairs in the shape in which Splink takes blocked pairs.
CREATE OR REPLACE TABLE chart_pair AS
SELECT '0' AS match_key, 'mention-__-' || mention_id AS join_key_l, 'registry-__-' || registry_key AS join_key_r
FROM arbiter_pair ORDER BY mention_id, registry_key
