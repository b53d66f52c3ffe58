-- The level of each comparison that the one mention and each row of registry_side meet, and how rare the row's values are.
WITH paired AS (SELECT r.unique_id, {shares}, {columns} FROM registry_side r, mention_side m)
SELECT unique_id, {levels}, {shares} FROM paired ORDER BY unique_id
