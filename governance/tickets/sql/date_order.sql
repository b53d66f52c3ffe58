-- The first date lies behind the second.
SELECT dataset, supplier, subject, source_key, delivery, sheet, row, field, value::VARCHAR AS value, NULL::VARCHAR AS expected,
       caption || ' ' || value::VARCHAR || ' 晚于' || second_caption || ' ' || second::VARCHAR AS why
FROM ordered WHERE value > second
