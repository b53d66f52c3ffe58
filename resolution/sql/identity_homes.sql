-- home, home_before: the entity that each decided mention stands with, in this run and in the one before.
CREATE OR REPLACE VIEW home AS
SELECT mention_id, coalesce(CASE WHEN decision = 'match' THEN entity_id END, own_entity_id) AS entity_id FROM match;
CREATE OR REPLACE VIEW home_before AS
SELECT mention_id, coalesce(CASE WHEN decision = 'match' THEN entity_id END, own_entity_id) AS entity_id FROM match_before
