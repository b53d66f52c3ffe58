-- A negative amount where no refunds are expected.
SELECT dataset, supplier, subject, source_key, delivery, sheet, row, field, value::VARCHAR AS value, NULL::VARCHAR AS expected,
       caption || '为 ' || value::VARCHAR || '，这一项没有退款，不应为负' AS why
FROM amounts WHERE value < 0
