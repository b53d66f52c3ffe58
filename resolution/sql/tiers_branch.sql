-- A branch that the register lists itself is that branch; one that it does not list, or a department, is its parent.
INSERT INTO decided
WITH parent AS (
  SELECT m.mention_id, m.written_branch AS branch, min(k.entity_id) AS parent_id
  FROM open_mention m JOIN name_key k ON k.norm = m.parent AND k.entities = 1 WHERE m.written_branch <> '' GROUP BY ALL
),
listed AS (
  SELECT p.mention_id, min(e.entity_id) AS entity_id, count(DISTINCT e.entity_id) AS entities
  FROM parent p JOIN entity e ON e.parent_id = p.parent_id JOIN reg_name r ON r.entity_id = e.entity_id
  WHERE branch_key(r.branch) = branch_key(p.branch) GROUP BY ALL
)
SELECT p.mention_id, CASE WHEN l.entities = 1 THEN l.entity_id WHEN l.entities IS NULL THEN p.parent_id END,
       CASE WHEN l.entities > 1 THEN 'ambiguous' ELSE 'match' END, 'branch',
       CASE WHEN l.entities = 1 THEN 'same_anatomy' WHEN l.entities > 1 THEN 'name_shared' ELSE 'branch_to_parent' END, NULL, NULL, NULL,
       CASE WHEN l.entities IS NOT NULL THEN p.parent_id END, NULL
FROM parent p LEFT JOIN listed l USING (mention_id)
