-- A branch that the register lists itself is that branch (工商银行池店支行: 中国工商银行股份有限公司晋江池店支行); one that it does not
-- list, or a department, is its parent; one that differs by one slip from a listed branch of its parent waits for a person.
INSERT INTO decided
WITH open AS (SELECT * FROM open_mention WHERE written_branch <> ''),
parent AS (
  SELECT m.mention_id, min(k.entity_id) AS parent_id FROM open m JOIN name_key k ON k.norm = m.parent AND k.entities = 1 GROUP BY ALL
),
pair AS (
  SELECT m.mention_id, m.written_branch AS written, r.branch, e.entity_id
  FROM open m JOIN parent p USING (mention_id) JOIN entity e ON e.parent_id = p.parent_id JOIN reg_name r ON r.entity_id = e.entity_id
  UNION
  SELECT m.mention_id, m.written_branch, r.branch, r.entity_id FROM open m JOIN reg_name r ON r.parent = m.parent WHERE r.branch <> ''
  UNION
  SELECT m.mention_id, m.written_branch, r.branch, r.entity_id
  FROM open m JOIN reg_name r ON r.core = m.core AND r.branch <> '' AND (m.place = '' OR r.place = '' OR m.place = r.place)
  WHERE length(m.core) >= 3 AND m.mention_id NOT IN (SELECT mention_id FROM parent)
),
graded AS (
  SELECT mention_id, entity_id, min(CASE WHEN branch_key(branch) = branch_key(written) THEN 1 WHEN same_branch(branch, written) THEN 2 ELSE 3 END) AS grade
  FROM pair WHERE same_branch(branch, written) OR slipped_branch(branch, written) GROUP BY ALL
),
best AS (
  SELECT mention_id, min(entity_id) AS entity_id, count(*) AS entities, any_value(grade) AS grade
  FROM (SELECT * FROM graded QUALIFY rank() OVER (PARTITION BY mention_id ORDER BY grade) = 1) GROUP BY mention_id
),
judged AS (
  SELECT mention_id, p.parent_id, b.entity_id,
         CASE WHEN b.grade = 3 THEN 'slip' WHEN b.entities = 1 THEN 'listed' WHEN b.entities > 1 THEN 'shared' ELSE 'parent' END AS verdict
  FROM parent p FULL JOIN best b USING (mention_id) WHERE p.parent_id IS NOT NULL OR b.grade < 3
)
SELECT mention_id, CASE verdict WHEN 'parent' THEN parent_id WHEN 'shared' THEN NULL ELSE entity_id END,
       CASE verdict WHEN 'shared' THEN 'ambiguous' WHEN 'slip' THEN 'review' ELSE 'match' END, 'branch',
       CASE verdict WHEN 'listed' THEN 'same_anatomy' WHEN 'shared' THEN 'name_shared' WHEN 'slip' THEN 'near_tie' ELSE 'branch_to_parent' END,
       NULL, NULL, NULL, CASE verdict WHEN 'parent' THEN NULL ELSE parent_id END, NULL
FROM judged
