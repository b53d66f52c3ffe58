-- Of the rows with something in their code column at most so many, chosen by what they say: neither order nor parts decide.
CREATE OR REPLACE TABLE list_value AS
FROM list_value WHERE uscc IS NOT NULL
QUALIFY row_number() OVER (ORDER BY md5(concat_ws('|', uscc, name)), uscc, name, row_no) <= $most ORDER BY row_no
