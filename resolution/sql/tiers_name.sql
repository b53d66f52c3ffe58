-- Names that several firms bear, and names of persons, need evidence beside the name; a unique name only no contradiction.
INSERT INTO decided
WITH pair AS (
  SELECT m.mention_id, m.name_kind, coalesce(m.form_class, '') IN ('shop', '') AS shop, n.entity_id, n.kind AS name_status,
         coalesce(CASE WHEN m.person = e.person THEN 3 END, 0) + coalesce(CASE WHEN m.phone = e.phone THEN 3 END, 0)
         + CASE WHEN m.spot <> '' AND m.spot = e.spot THEN 2 WHEN m.address = e.address_norm THEN 2 ELSE 0 END
         + coalesce(CASE WHEN m.town = e.town THEN 1 END, 0) AS evidence,
         coalesce(m.person <> e.person, false)::INT + coalesce(m.phone <> e.phone, false)::INT
         + coalesce(m.town <> e.town, false)::INT AS against
  FROM open_mention m JOIN entity_name n ON n.norm = m.name_norm JOIN entity e ON e.entity_id = n.entity_id
),
current AS (
  SELECT * FROM pair p WHERE name_status = 'current'
  OR NOT EXISTS (SELECT 1 FROM pair q WHERE q.mention_id = p.mention_id AND q.name_status = 'current')
),
ranked AS (
  SELECT *, count(*) OVER w AS entities, row_number() OVER (PARTITION BY mention_id ORDER BY evidence DESC, against, entity_id) AS place,
         lead(evidence) OVER (PARTITION BY mention_id ORDER BY evidence DESC, against, entity_id) AS second,
         lead(entity_id) OVER (PARTITION BY mention_id ORDER BY evidence DESC, against, entity_id) AS other
  FROM current WINDOW w AS (PARTITION BY mention_id)
),
judged AS (
  SELECT *, CASE
    WHEN name_kind = 'person' AND evidence >= 4 AND coalesce(second, 0) < evidence THEN 'name_evidence'
    WHEN name_kind = 'person' THEN 'skip'
    WHEN entities = 1 AND shop AND against >= 2 AND evidence = 0 THEN 'differs'
    WHEN entities = 1 THEN CASE name_status WHEN 'current' THEN 'name' ELSE 'former_name' END
    WHEN evidence > coalesce(second, 0) THEN 'name_evidence'
    ELSE 'shared' END AS verdict
  FROM ranked WHERE place = 1
)
SELECT mention_id, CASE WHEN verdict = 'shared' THEN NULL ELSE entity_id END,
       CASE verdict WHEN 'differs' THEN 'review' WHEN 'shared' THEN 'ambiguous' ELSE 'match' END,
       CASE verdict WHEN 'differs' THEN 'name' WHEN 'shared' THEN 'name' ELSE verdict END,
       CASE verdict WHEN 'differs' THEN 'name_evidence_differs' WHEN 'shared' THEN 'name_shared' WHEN 'name' THEN 'same_name'
         WHEN 'former_name' THEN 'same_former_name' ELSE 'same_name_and_evidence' END,
       NULL, NULL, NULL, CASE WHEN verdict = 'shared' THEN entity_id ELSE other END, NULL
FROM judged WHERE verdict <> 'skip'
