CREATE OR REPLACE TABLE panel_series (mention_id VARCHAR, dataset VARCHAR, cell VARCHAR, held HUGEINT, around HUGEINT, since DATE[])
