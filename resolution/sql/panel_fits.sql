-- Firms that the other rows suggest for an open mention: one whose own rows leave out exactly these periods, since the same day,
-- or whose account or certificate this is; and whose name is not wholly another.
CREATE OR REPLACE TABLE panel_fit AS
WITH asked AS (
  SELECT s.mention_id, s.dataset, s.cell, s.held, s.around, unnest(s.since) AS day
  FROM panel_series s WHERE s.mention_id IN (SELECT unique_id FROM mention_side)
),
own AS (
  SELECT entity_id, dataset, cell, bit_or(held) AS held, list_distinct(flatten(list(since))) AS since FROM panel_held GROUP BY ALL
),
firm AS (SELECT * EXCLUDE (since), unnest(since) AS day FROM own),
fit AS (
  SELECT a.mention_id, f.entity_id FROM asked a JOIN firm f USING (dataset, cell, day)
  WHERE (a.held & f.held) = 0 AND (a.around & f.held) <> 0
  UNION
  SELECT s.mention_id, h.entity_id FROM panel_shared s JOIN panel_holder h USING (kind, value)
  WHERE s.mention_id IN (SELECT unique_id FROM mention_side)
),
named AS (
  SELECT f.mention_id, f.entity_id, any_value(length(m.core)) AS asked,
         max(len(list_intersect(string_split(m.core, ''), string_split(r.core, '')))) AS common
  FROM fit f JOIN mention_side m ON m.unique_id = f.mention_id JOIN registry_side r ON split_part(r.unique_id, '|', 1) = f.entity_id
  GROUP BY ALL
)
SELECT mention_id, entity_id FROM named WHERE common >= 2 AND 2 * common >= asked
QUALIFY row_number() OVER (PARTITION BY mention_id ORDER BY common DESC, entity_id) <= $most
ORDER BY mention_id, entity_id
