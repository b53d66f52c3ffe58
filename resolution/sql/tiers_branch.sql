-- A branch that the register lists itself is that branch; else it is an entity of its own below its parent (BRANCH_OF).
INSERT INTO decided
WITH parent AS (
  SELECT m.mention_id, m.branch, min(k.entity_id) AS parent_id
  FROM open_mention m JOIN name_key k ON k.norm = m.parent AND k.entities = 1 WHERE m.branch <> '' GROUP BY ALL
),
listed AS (
  SELECT p.mention_id, min(e.entity_id) AS entity_id, count(DISTINCT e.entity_id) AS entities
  FROM parent p JOIN entity e ON e.parent_id = p.parent_id JOIN reg_name r ON r.entity_id = e.entity_id
  WHERE regexp_replace(r.branch, '[市镇第]|街道', '', 'g') = regexp_replace(p.branch, '[市镇第]|街道', '', 'g') GROUP BY ALL
)
SELECT p.mention_id, CASE WHEN l.entities = 1 THEN l.entity_id END, CASE WHEN l.entities = 1 THEN 'match' ELSE 'none' END, 'branch',
       CASE WHEN l.entities = 1 THEN 'same_anatomy' ELSE 'branch_of_registered' END, NULL, NULL, NULL,
       p.parent_id, NULL
FROM parent p LEFT JOIN listed l USING (mention_id)
