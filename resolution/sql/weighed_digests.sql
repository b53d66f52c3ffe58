-- Of each mention that is open to the model all that its weights hang on beside the registry.
CREATE OR REPLACE TABLE weighed AS
SELECT s.unique_id AS mention_id, md5(to_json(s)::VARCHAR || chr(31) || coalesce(m.code, '') || chr(31) || m.code_kind) AS digest
FROM mention_side s JOIN mention m ON m.mention_id = s.unique_id ORDER BY 1
