-- The pairs that the arbiter looks at: per mention its best entities by Splink's weight and likeness of the texts together, each with
-- its best name. Pairs that a steward said must not link, and pairs of two different valid codes, are left out before ranking.
CREATE OR REPLACE TABLE {made} AS
WITH scored AS (
  SELECT s.unique_id_l AS mention_id, split_part(s.unique_id_r, '|', 1) AS entity_id, s.unique_id_r AS registry_key,
         round(s.match_weight, 6) AS splink, k.core_cosine, k.name_cosine,
         round(s.match_weight + {core} * k.core_cosine + {name} * k.name_cosine + {short} * k.short
               + CASE WHEN f.mention_id IS NULL THEN 0 ELSE {fit} END, 5) AS promise
  FROM {scored} s JOIN likeness k ON k.mention_key = s.unique_id_l AND k.registry_key = s.unique_id_r
  LEFT JOIN panel_fit f ON f.mention_id = s.unique_id_l AND f.entity_id = split_part(s.unique_id_r, '|', 1)
),
best AS (
  SELECT * FROM scored b
  WHERE NOT EXISTS (SELECT 1 FROM cannot_link c WHERE c.mention_id = b.mention_id AND c.entity_id = b.entity_id)
    AND NOT EXISTS (SELECT 1 FROM mention m JOIN entity e ON e.entity_id = b.entity_id
                    WHERE m.mention_id = b.mention_id AND m.code_kind IN ('uscc', 'unlisted') AND e.code <> m.code)
  QUALIFY row_number() OVER (PARTITION BY mention_id, entity_id ORDER BY promise DESC, registry_key) = 1
)
SELECT * FROM best
QUALIFY row_number() OVER (PARTITION BY mention_id ORDER BY promise DESC, entity_id) <= ?
ORDER BY mention_id, entity_id
