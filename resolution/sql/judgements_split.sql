CREATE OR REPLACE TABLE cannot_link AS
SELECT DISTINCT j.mention_id, coalesce(r.new, j.entity_id) AS entity_id FROM judged j LEFT JOIN redirect r ON r.old = j.entity_id
WHERE verdict = 'cannot_link';
CREATE OR REPLACE TABLE must_link AS
SELECT DISTINCT j.mention_id, coalesce(r.new, j.entity_id) AS entity_id FROM judged j LEFT JOIN redirect r ON r.old = j.entity_id
WHERE verdict = 'must_link'
