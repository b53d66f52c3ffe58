CREATE OR REPLACE TABLE splink_pair AS
SELECT '0' AS match_key, 'mention-__-' || mention_key AS join_key_l, 'registry-__-' || registry_key AS join_key_r FROM blocked
