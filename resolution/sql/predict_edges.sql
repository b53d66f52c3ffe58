-- One row per mention and entity: its best name. Pairs that a steward said must not link are left out before ranking.
CREATE OR REPLACE TABLE edge AS
WITH best AS (
  SELECT s.unique_id_l AS mention_id, split_part(s.unique_id_r, '|', 1) AS entity_id, s.unique_id_r AS registry_key,
         round(s.match_weight, 6) AS weight
  FROM {scored} s
  QUALIFY row_number() OVER (PARTITION BY mention_id, entity_id ORDER BY round(s.match_weight, 6) DESC, s.unique_id_r) = 1
)
SELECT b.*, k.rule, row_number() OVER (PARTITION BY b.mention_id ORDER BY b.weight DESC, b.entity_id) AS rank
FROM best b JOIN blocked k ON k.mention_key = b.mention_id AND k.registry_key = b.registry_key
WHERE NOT EXISTS (SELECT 1 FROM cannot_link c WHERE c.mention_id = b.mention_id AND c.entity_id = b.entity_id)
QUALIFY rank <= ?
