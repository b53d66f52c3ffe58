CREATE OR REPLACE TABLE panel (mention_id VARCHAR, entity_id VARCHAR, dataset VARCHAR, evidence VARCHAR, level VARCHAR, bits DOUBLE)
