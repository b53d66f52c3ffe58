-- A code that fails its check (GB 32100); the registered code is suggested where the firm is known.
SELECT n.dataset, n.supplier, said(k.name_norm, k.code) AS subject, n.source_key, n.delivery, n.sheet, n.row,
       n.code_field AS field, n.code AS value, CASE WHEN k.decision = 'match' AND k.registered THEN k.firm_code END AS expected,
       '代码不符合统一社会信用代码的校验规则（GB 32100）'
         || CASE WHEN k.decision = 'match' AND k.registered THEN '；“' || k.firm || '”的登记代码是 ' || k.firm_code ELSE '' END AS why
FROM naming n JOIN known k USING (mention_id)
WHERE k.code_kind = 'bad' AND n.code IS NOT NULL
