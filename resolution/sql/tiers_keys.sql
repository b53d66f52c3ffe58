CREATE OR REPLACE TABLE name_key AS
SELECT n.norm, count(DISTINCT n.entity_id) AS entities, min(n.entity_id) AS entity_id,
       bool_or(n.kind = 'current') AS current
FROM entity_name n GROUP BY n.norm;
CREATE OR REPLACE TABLE reg_name AS
SELECT n.entity_id, n.norm, n.kind AS name_status, y.* EXCLUDE (norm, kind, part), y.kind AS name_kind
FROM entity_name n JOIN anatomy y USING (norm);
-- 青阳街道 and 青阳 are one branch, 池店支行 is 晋江池店支行, 晋江分 a cut-off 晋江分公司; a slip in 第一 is another branch, not a slip.
CREATE OR REPLACE MACRO branch_key(text) AS regexp_replace(text, '[市镇第]|街道', '', 'g');
CREATE OR REPLACE MACRO same_branch(one, other) AS
  branch_key(one) = branch_key(other) OR least(length(one), length(other)) >= 4 AND (ends_with(one, other) OR ends_with(other, one))
  OR least(length(one), length(other)) >= 3 AND regexp_matches(one || '|' || other, '[分支]公?(\||$)') AND (starts_with(one, other) OR starts_with(other, one));
CREATE OR REPLACE MACRO one_lost(text) AS
  list_append([substr(text, 1, i - 1) || substr(text, i + 1) for i in range(1, length(text) + 1)], text);
CREATE OR REPLACE MACRO branch_stem(text) AS regexp_extract(text, '^([^分]{2,})分(公司?|厂|店|部|行|分)?$', 1);
CREATE OR REPLACE MACRO slipped_branch(one, other) AS NOT regexp_matches(one || other, '[0-9一二三四五六七八九十]')
  AND (least(length(one), length(other)) >= 2 AND greatest(length(one), length(other)) >= 3 AND abs(length(one) - length(other)) <= 1
    AND list_has_any(one_lost(one), one_lost(other)) OR branch_stem(one) <> '' AND branch_stem(one) = branch_stem(other));
-- Names whose branch the register lists below a firm of a like name.
CREATE OR REPLACE TABLE listed_branch AS
WITH named AS (SELECT DISTINCT norm, branch, core, brand, pinyin, dels FROM anatomy WHERE branch <> '' AND brand <> ''),
borne AS (SELECT DISTINCT branch, core, brand, pinyin, dels FROM reg_name WHERE branch <> '' AND brand <> '')
SELECT y.norm FROM named y JOIN borne r ON r.brand = y.brand AND (same_branch(r.branch, y.branch) OR slipped_branch(r.branch, y.branch))
UNION
SELECT y.norm FROM named y JOIN borne r ON r.pinyin = y.pinyin AND (same_branch(r.branch, y.branch) OR slipped_branch(r.branch, y.branch))
UNION
SELECT y.norm FROM named y JOIN borne r ON branch_key(r.branch) = branch_key(y.branch) AND list_has_any(r.dels, y.dels)
UNION
SELECT y.norm FROM named y JOIN borne r ON branch_key(r.branch) = branch_key(y.branch) AND length(y.core) >= 4 AND ends_with(r.core, y.core);
CREATE OR REPLACE TABLE listed_body AS SELECT DISTINCT brand, pinyin, dels FROM reg_name WHERE name_kind = 'body'
