CREATE TABLE IF NOT EXISTS panel_fit (mention_id VARCHAR, entity_id VARCHAR)
