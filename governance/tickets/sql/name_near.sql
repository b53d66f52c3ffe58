-- A name one character from every name of the registered firm that it was matched with.
SELECT n.dataset, n.supplier, said(k.name_norm, k.firm_code) AS subject, n.source_key, n.delivery, n.sheet, n.row,
       n.name_field AS field, n.name AS value, k.firm AS expected,
       '与登记名称“' || k.firm || '”只差一个字' AS why
FROM near_name r JOIN naming n USING (mention_id) JOIN known k USING (mention_id)
WHERE n.name IS NOT NULL
