-- Mentions that one of the kinds may speak of; the rows of no other are looked up.
CREATE OR REPLACE TABLE at_one_time AS
SELECT DISTINCT s.dataset, s.supplier, s.period, k.mention_id, k.code, k.short, k.code_kind
FROM mention_source s JOIN known k USING (mention_id) WHERE k.code_kind = 'uscc' AND k.short <> '';
CREATE OR REPLACE TABLE several_names AS
SELECT dataset, supplier, period, code FROM at_one_time GROUP BY ALL HAVING count(DISTINCT short) > 1;
CREATE OR REPLACE TABLE several_codes AS
SELECT dataset, supplier, period, short FROM at_one_time GROUP BY ALL HAVING count(DISTINCT code) > 1;
CREATE OR REPLACE TABLE near_name AS
SELECT k.mention_id, min(f.name) AS near
FROM known k JOIN firm_name f ON f.entity_id = k.entity_id
WHERE k.decision = 'match' AND k.registered AND k.short <> '' AND one_slip(f.name, k.short)
  AND NOT EXISTS (SELECT 1 FROM firm_name o WHERE o.entity_id = k.entity_id AND k.short IN (o.name, '原' || o.name))
  AND NOT EXISTS (SELECT 1 FROM entity y WHERE y.entity_id = k.entity_id AND y.name_norm = k.name_norm)
GROUP BY 1;
CREATE OR REPLACE TABLE suspect AS
SELECT mention_id FROM known
WHERE code_kind = 'bad' OR reason IN ('code_name_conflict', 'code_unknown_name_known')
   OR (code_owner IS NOT NULL AND name_owner IS NOT NULL AND code_owner <> name_owner)
   OR (code_kind = 'uscc' AND code_owner IS NULL AND name_owner IS NOT NULL)
UNION
SELECT mention_id FROM near_name
UNION
SELECT mention_id FROM at_one_time JOIN several_names USING (dataset, supplier, period, code)
UNION
SELECT mention_id FROM at_one_time JOIN several_codes USING (dataset, supplier, period, short)
