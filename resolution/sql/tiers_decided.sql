CREATE OR REPLACE TABLE decided (mention_id VARCHAR, entity_id VARCHAR, decision VARCHAR, tier VARCHAR, reason VARCHAR,
  weight DOUBLE, margin DOUBLE, probability DOUBLE, runner_up VARCHAR, model INTEGER)
