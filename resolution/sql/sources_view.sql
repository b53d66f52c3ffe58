CREATE OR REPLACE VIEW mention_source AS
SELECT * EXCLUDE (part) FROM new_source {more}
