CREATE OR REPLACE TABLE name_key AS
SELECT n.norm, count(DISTINCT n.entity_id) AS entities, min(n.entity_id) AS entity_id,
       bool_or(n.kind = 'current') AS current
FROM entity_name n GROUP BY n.norm;
CREATE OR REPLACE TABLE reg_name AS
SELECT n.entity_id, n.norm, n.kind AS name_status, y.* EXCLUDE (norm, kind, part), y.kind AS name_kind
FROM entity_name n JOIN anatomy y USING (norm);
-- Names whose branch the register lists below a firm of a like name; 青阳街道 and 青阳 are one.
CREATE OR REPLACE MACRO branch_key(text) AS regexp_replace(text, '[市镇第]|街道', '', 'g');
CREATE OR REPLACE TABLE listed_branch AS
SELECT DISTINCT y.norm FROM anatomy y JOIN reg_name r ON branch_key(r.branch) = branch_key(y.branch)
WHERE y.branch <> '' AND r.branch <> ''
  AND (r.core = y.core OR r.brand = y.brand OR r.pinyin = y.pinyin OR list_has_any(r.dels, y.dels))
