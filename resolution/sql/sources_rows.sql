INSERT INTO new_source
SELECT i.mention_id, ?, ?, i.part_no, s.src_delivery, s.src_sheet, s.src_row, s.src_period, s.src_supplier, p.part
FROM (SELECT {columns}, src_delivery, src_sheet, src_row, src_period, src_supplier FROM history_{dataset}) s
JOIN (SELECT period, part FROM source_slice WHERE dataset = ?) p ON p.period = s.src_period
JOIN raw_tuple t ON {same}
JOIN mention_tuple i ON i.raw_id = t.raw_id
ORDER BY s.src_delivery, s.src_sheet, s.src_row, i.part_no
