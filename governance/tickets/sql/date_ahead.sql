-- A date of what has happened, behind the day on which the file came.
SELECT dataset, supplier, subject, source_key, delivery, sheet, row, field, value::VARCHAR AS value, NULL::VARCHAR AS expected,
       caption || ' ' || value::VARCHAR || ' 晚于收到文件的日期 ' || known_from::DATE::VARCHAR AS why
FROM happened WHERE value > known_from::DATE
