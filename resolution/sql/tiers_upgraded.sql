-- 个转企, 改制: 恒盛鞋材厂 is 恒盛鞋材有限公司 where 字号, trade and place agree and no other registered firm bears them in any form.
INSERT INTO decided
WITH side AS (
  SELECT mention_id AS id, regexp_replace(core, '(加工|制造|制品|生产|厂)+$', '') AS stem, place, town AS own_town, name_town, form_class, form
  FROM open_mention WHERE length(brand) >= 2 AND trade <> '' AND branch = '' AND form_class IN ('factory', 'limited')
),
borne AS (
  SELECT r.entity_id, regexp_replace(r.core, '(加工|制造|制品|生产|厂)+$', '') AS stem, r.place, r.town AS name_town, e.town, r.form_class
  FROM reg_name r JOIN entity e USING (entity_id) WHERE r.branch = '' AND length(r.brand) >= 2
),
alone AS (SELECT stem, min(entity_id) AS entity_id FROM borne GROUP BY stem HAVING count(DISTINCT entity_id) = 1)
SELECT m.id, a.entity_id, 'match', 'upgraded', 'form_upgraded', NULL, NULL, NULL, NULL, NULL
FROM side m JOIN alone a USING (stem)
WHERE length(m.stem) >= 4 AND EXISTS (
  SELECT 1 FROM borne r WHERE r.entity_id = a.entity_id AND r.stem = m.stem AND r.form_class IN ('factory', 'limited')
  AND r.form_class <> m.form_class
  AND (r.place = m.place OR m.name_town <> '' AND coalesce(r.town, '') = m.name_town OR r.name_town <> '' AND coalesce(m.own_town, '') = r.name_town)
  AND (coalesce(m.own_town, '') = '' OR coalesce(r.town, '') = '' OR m.own_town = r.town))
