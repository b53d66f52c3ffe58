-- What is matched by its name alone, each mention with its firm.
CREATE OR REPLACE TEMP TABLE panel_named AS
SELECT mention_id, entity_id FROM decided WHERE decision = 'match' AND tier IN (SELECT unnest(?)) ORDER BY mention_id
