CREATE OR REPLACE TABLE panel_series (mention_id VARCHAR, dataset VARCHAR, cell VARCHAR, held HUGEINT, around HUGEINT, since DATE[]);
CREATE OR REPLACE TABLE panel_shared (mention_id VARCHAR, kind VARCHAR, value VARCHAR, records BIGINT)
