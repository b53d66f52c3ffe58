-- One firm's code beside another registered firm's name.
SELECT n.dataset, n.supplier, said(k.name_norm, k.code) AS subject, n.source_key, n.delivery, n.sheet, n.row,
       n.code_field AS field, n.code AS value, k.name_owner_code AS expected,
       '代码是“' || k.owner_name || '”的，名称“' || n.name || '”是另一家登记主体'
         || coalesce('，其登记代码是 ' || k.name_owner_code, '') AS why
FROM naming n JOIN known k USING (mention_id)
WHERE n.code IS NOT NULL AND k.code_owner IS NOT NULL AND k.name_owner IS NOT NULL AND k.name_owner <> k.code_owner
  AND NOT EXISTS (SELECT 1 FROM firm_name f WHERE f.entity_id = k.code_owner AND (f.name = k.short OR one_slip(f.name, k.short)))
