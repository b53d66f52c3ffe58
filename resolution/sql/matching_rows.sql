-- One decision per row of the list. A cell that names several firms is decided only where all its names lead to one; a name that finds
-- nobody may be found by a former name that the list gives, unless a code already said no.
CREATE OR REPLACE TABLE list_part AS
SELECT t.row_no, t.variant, i.part_no, i.mention_id, d.* EXCLUDE (mention_id)
FROM list_tuple t JOIN mention_tuple i USING (raw_id) JOIN decided d USING (mention_id);

CREATE OR REPLACE TABLE list_decision AS
WITH by_row AS (
  SELECT row_no, count(*) FILTER (variant = 0) AS names,
         arg_min(mention_id, part_no) FILTER (variant = 0) AS mention_id,
         arg_min(mention_id, (part_no)) FILTER (variant = 0 AND entity_id IS NOT NULL) AS hit_mention,
         count(DISTINCT entity_id) FILTER (variant = 0 AND decision = 'match') AS firms,
         coalesce(bool_and(decision = 'match') FILTER (variant = 0), false) AS every,
         coalesce(bool_and(decision = 'none') FILTER (variant = 0), true) AS nobody,
         coalesce(bool_or(starts_with(reason, 'code_')) FILTER (variant = 0), false) AS by_code,
         count(DISTINCT entity_id) FILTER (variant > 0 AND decision = 'match') AS former_firms,
         arg_min(mention_id, variant * 1000 + part_no) FILTER (variant > 0 AND decision = 'match') AS former_mention
  FROM list_part GROUP BY row_no
),
chosen AS (
  SELECT b.*, CASE
      WHEN former_firms = 1 AND NOT by_code AND (names = 0 OR NOT every) THEN 'former'
      WHEN names > 1 AND NOT (firms = 1 AND every) AND NOT nobody THEN 'several'
      WHEN names = 0 THEN 'nobody' ELSE 'name' END AS way
  FROM by_row b
)
SELECT c.row_no, c.way, coalesce(CASE c.way WHEN 'former' THEN c.former_mention WHEN 'several' THEN c.hit_mention END, c.mention_id) AS mention_id,
       CASE c.way WHEN 'nobody' THEN NULL ELSE d.entity_id END AS entity_id,
       CASE c.way WHEN 'former' THEN CASE d.tier WHEN 'model' THEN 'review' ELSE 'match' END
                  WHEN 'several' THEN 'review' WHEN 'nobody' THEN 'none' ELSE d.decision END AS decision,
       CASE c.way WHEN 'former' THEN CASE d.tier WHEN 'model' THEN 'model' ELSE 'former_name' END WHEN 'nobody' THEN 'unresolved' ELSE d.tier END AS tier,
       CASE c.way WHEN 'former' THEN 'former_name_given' WHEN 'several' THEN 'several_names' WHEN 'nobody' THEN 'empty' ELSE d.reason END AS reason,
       CASE c.way WHEN 'nobody' THEN NULL ELSE d.weight END AS weight, CASE c.way WHEN 'nobody' THEN NULL ELSE d.margin END AS margin,
       CASE c.way WHEN 'nobody' THEN NULL ELSE d.probability END AS probability, d.runner_up
FROM chosen c
LEFT JOIN decided d ON d.mention_id = coalesce(CASE c.way WHEN 'former' THEN c.former_mention WHEN 'several' THEN c.hit_mention END, c.mention_id);

-- Of several firms whose normalised names are one, the one that is written to the letter as the list has it.
UPDATE list_decision SET entity_id = w.entity_id, decision = 'match', tier = 'name', reason = 'same_writing'
FROM (
  SELECT d.row_no, min(n.entity_id) AS entity_id
  FROM list_decision d JOIN list_value v USING (row_no) JOIN mention m USING (mention_id) JOIN entity_name n ON n.norm = m.name_norm
  JOIN registry_row r ON r.entity_id = n.entity_id JOIN registry_value g ON g.row_no = r.row_no AND g.name = v.name
  WHERE d.decision = 'ambiguous' AND d.tier = 'name' GROUP BY d.row_no HAVING count(DISTINCT n.entity_id) = 1
) w WHERE w.row_no = list_decision.row_no
