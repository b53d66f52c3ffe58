-- The rows that this run makes. `part` numbers the part that a row belongs to; the smaller ladders leave it empty.
CREATE OR REPLACE TABLE new_source (
  mention_id VARCHAR, dataset VARCHAR, role VARCHAR, part_no INTEGER,
  delivery VARCHAR, sheet VARCHAR, row BIGINT, period VARCHAR, supplier VARCHAR, part INTEGER)
