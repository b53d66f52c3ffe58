-- Splink's weight of each blocked pair. Where two values of a level with a frequency are equal, the registered one's share is that of both.
CREATE OR REPLACE TABLE {made} AS
WITH paired AS (
  SELECT b.mention_key AS unique_id_l, b.registry_key AS unique_id_r, {shares}, {columns}
  FROM blocked b JOIN mention_side m ON m.unique_id = b.mention_key JOIN {rare} r ON r.unique_id = b.registry_key {which}
),
met AS (SELECT unique_id_l, unique_id_r, {shares}, {levels} FROM paired)
SELECT unique_id_l, unique_id_r, $prior + {terms} AS match_weight FROM met
