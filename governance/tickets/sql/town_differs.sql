-- An address that names another town than the row, or than the town that supplied it.
SELECT p.dataset, p.supplier, p.subject, p.source_key, p.delivery, p.sheet, p.row, p.field, p.address AS value, p.town AS expected,
       '“' || p.address || '”在' || a.town || '，' || p.said || '是' || p.town AS why
FROM placed p JOIN town_read a ON a.raw = p.address JOIN town_read t ON t.raw = p.town
WHERE a.town <> '' AND t.town <> '' AND a.town <> t.town
