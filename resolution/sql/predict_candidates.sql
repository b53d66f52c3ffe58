CREATE OR REPLACE TABLE candidate AS
SELECT mention_id, entity_id, CAST(rank AS INTEGER) AS rank, weight, rule FROM edge ORDER BY mention_id, rank
