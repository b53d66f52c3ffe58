-- What each row of the list gets, in the order of the list.
CREATE OR REPLACE TABLE result_{part} AS
WITH asked AS (
  SELECT DISTINCT mention_id, entity_id FROM list_decision WHERE mention_id IS NOT NULL AND row_no > $after AND row_no <= $upto
),
offered AS (  -- of each decision, the firm decided for first; sorted as whole lists, for a sort in the aggregate takes three times as long
  SELECT a.mention_id, a.entity_id, list({{'first': coalesce(s.entity_id <> a.entity_id, true), 'rank': s.rank, 'id': TRY_CAST(l.id AS {id_type}),
           'name': l.name, 'probability': round(coalesce(s.probability,
             CASE WHEN d.decision = 'match' AND d.entity_id = s.entity_id AND d.weight IS NULL THEN $certain END), 6),
           'weight': round(s.weight, 3)}}) AS candidates
  FROM asked a JOIN shown_{part} s USING (mention_id) JOIN entity_label l ON l.entity_id = s.entity_id JOIN decided d ON d.mention_id = a.mention_id
  GROUP BY a.mention_id, a.entity_id
),
shown AS (
  SELECT mention_id, entity_id, to_json(list_transform(list_sort(candidates), lambda c:
           {{'id': c.id, 'name': c.name, 'probability': c.probability, 'weight': c.weight}}))::VARCHAR AS candidates FROM offered
)
SELECT v.row_no, CASE WHEN r.decision = 'match' THEN TRY_CAST(l.id AS {id_type}) END AS match_id,
       CASE WHEN r.decision = 'match' THEN l.name END AS match_name, coalesce(r.decision, 'none') AS decision,
       round(coalesce(r.probability, CASE WHEN r.decision = 'match' THEN $certain END), 6) AS probability,
       round(r.weight, 3) AS weight, round(r.margin, 3) AS margin, coalesce(r.tier, 'unresolved') AS tier,
       CASE WHEN k.kind = 'card' AND coalesce(r.reason, 'empty') = 'empty' THEN 'identity_card'
            WHEN length(v.name) > $longest AND r.way IS DISTINCT FROM 'name' THEN 'name_too_long' ELSE coalesce(r.reason, 'empty') END AS reason_key,
       coalesce(s.candidates, '[]') AS candidates
FROM list_value v LEFT JOIN list_decision r USING (row_no) LEFT JOIN entity_label l ON l.entity_id = r.entity_id
LEFT JOIN name_code k ON k.name = v.name
LEFT JOIN shown s ON s.mention_id = r.mention_id AND s.entity_id IS NOT DISTINCT FROM r.entity_id
WHERE v.row_no > $after AND v.row_no <= $upto ORDER BY v.row_no
