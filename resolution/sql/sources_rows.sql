INSERT INTO new_source
SELECT i.mention_id, s.dataset, s.role, i.part_no, s.src_delivery, s.src_sheet, s.src_row, s.src_period, s.src_supplier, s.part
FROM {supplied} s
JOIN raw_tuple t ON {same}
JOIN mention_tuple i ON i.raw_id = t.raw_id
ORDER BY s.part
