INSERT INTO entity BY NAME
WITH named AS (
  SELECT anchor, name, name_norm, row_number() OVER (PARTITION BY anchor ORDER BY rows DESC, name_norm, name, mention_id) AS place,
         max(code) OVER (PARTITION BY anchor) AS code, min(known_from) OVER (PARTITION BY anchor) AS known_from,
         bool_or(reason = 'public_body') OVER (PARTITION BY anchor) AS body
  FROM own
)
SELECT i.entity_id, 'ent' AS kind, n.anchor, false AS registered, coalesce(n.name, n.code) AS name, n.code, nullif(y.town, '') AS town,
       CASE WHEN n.body THEN '机关团体' WHEN y.branch <> '' THEN '分支机构' ELSE '未登记' END AS form,
       k.entity_id AS parent_id, n.known_from, coalesce(n.name_norm, '') AS name_norm, '' AS spot, '' AS address_norm, false AS in_market
FROM named n JOIN own_ids i USING (anchor) LEFT JOIN anatomy y ON y.norm = n.name_norm
LEFT JOIN name_key k ON k.norm = y.parent AND k.entities = 1 WHERE n.place = 1
ORDER BY i.entity_id
