-- 晋江市恒盛鞋业有限公司 and 福建省晋江恒盛鞋业有限责任公司: place, 字号 and trade agree, and nobody else bears them.
INSERT INTO decided
WITH key AS (
  SELECT core, place, form_group, branch, count(DISTINCT entity_id) AS entities, min(entity_id) AS entity_id
  FROM (SELECT *, CASE WHEN form_class IN ('limited', 'joint_stock', 'group') THEN 'company' ELSE form_class END AS form_group FROM reg_name)
  WHERE core <> '' AND place <> '' GROUP BY ALL
)
SELECT m.mention_id, k.entity_id, 'match', CASE WHEN m.branch = m.written_branch THEN 'anatomy' ELSE 'branch' END,
       CASE WHEN m.branch = m.written_branch THEN 'same_anatomy' ELSE 'branch_to_parent' END, NULL, NULL, NULL, NULL, NULL
FROM open_mention m JOIN key k ON k.core = m.core AND k.place = m.place AND k.branch = m.branch AND k.entities = 1
 AND k.form_group = CASE WHEN m.form_class IN ('limited', 'joint_stock', 'group') THEN 'company' ELSE m.form_class END
WHERE m.trade <> '' AND length(m.brand) >= 2 AND m.form_class <> ''
