-- Of each mention that is open to the model all that its weights hang on beside the registry, and the candidates that other rows suggest.
CREATE OR REPLACE TABLE weighed AS
WITH fits AS (SELECT mention_id, string_agg(entity_id, ' ' ORDER BY entity_id) AS firms FROM panel_fit GROUP BY ALL)
SELECT s.unique_id AS mention_id,
       md5(concat_ws(chr(31), to_json(s)::VARCHAR, coalesce(m.code, ''), m.code_kind, coalesce(f.firms, ''))) AS digest
FROM mention_side s JOIN mention m ON m.mention_id = s.unique_id LEFT JOIN fits f ON f.mention_id = s.unique_id ORDER BY 1
