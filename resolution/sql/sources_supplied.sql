-- The rows of one role that must be placed; `part` numbers the part of mention_source that a row belongs to.
SELECT {columns}, ? AS dataset, ? AS role, s.src_delivery, s.src_sheet, s.src_row, s.src_period, s.src_supplier, p.part
FROM history_{dataset} s JOIN (SELECT period, part FROM source_slice WHERE dataset = ?) p ON p.period = s.src_period
