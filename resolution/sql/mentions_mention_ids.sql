-- The id is a versioned hash of the normalised fields, so that judgements hold over re-runs.
CREATE OR REPLACE TABLE mention_tuple AS
SELECT *, '{version}_' || substr(md5(concat_ws(chr(31), 'ent', {evidence}, code_kind)), 1, 20) AS mention_id
FROM mention_part
