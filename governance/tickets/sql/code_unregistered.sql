-- A valid code that the registry does not have, beside the exact name of a firm that is registered under another.
SELECT n.dataset, n.supplier, said(k.name_norm, k.code) AS subject, n.source_key, n.delivery, n.sheet, n.row,
       n.code_field AS field, n.code AS value, k.name_owner_code AS expected,
       '代码有效但不在登记名录；“' || n.name || '”的登记代码是 ' || k.name_owner_code AS why
FROM naming n JOIN known k USING (mention_id)
WHERE k.code_kind = 'uscc' AND k.code_owner IS NULL AND k.name_owner IS NOT NULL AND k.name_owner_code <> '' AND n.code IS NOT NULL
