CREATE OR REPLACE TABLE mention_source (
  mention_id VARCHAR, dataset VARCHAR, role VARCHAR, part_no INTEGER,
  delivery VARCHAR, sheet VARCHAR, row BIGINT, period VARCHAR, supplier VARCHAR)
